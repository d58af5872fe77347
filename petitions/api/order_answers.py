"""What the API tells of an order: where it stands, who helps, what runs. Never who said it, nor unredacted words."""

from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import serializers

from core import masking
from petitions import deadlines, faces, stages
from petitions.enums import AssignmentRole, ClockName, DeadlineLamp, StageLamp, Status, TimeBase
from petitions.models import Assignment, Clock, Petition, WorkOrder
from petitions.serializers import StatusField, UnitSerializer, coded

StageField = coded("StageLabel", StageLamp)
DeadlineField = coded("DeadlineLabel", DeadlineLamp)
ClockField = coded("ClockLabel", ClockName)
BaseField = coded("TimeBaseLabel", TimeBase)


class StageLampField(StageField):
    def to_representation(self, order: WorkOrder) -> dict[str, str]:
        return super().to_representation(stages.lamp(order.status))


class DeadlineLampField(DeadlineField):
    """Of an order or of a clock, at the moment of the answer; of a stopped clock when it stopped."""

    def to_representation(self, row: WorkOrder | Clock) -> dict[str, str]:
        return super().to_representation(_lamp(row, self.context["now"]))


def _lamp(row: WorkOrder | Clock, now: datetime) -> DeadlineLamp:
    if isinstance(row, WorkOrder):
        return DeadlineLamp.PAUSED if row.status == Status.SUSPENDED else deadlines.lamp(row, now)
    if row.paused_at and not row.stopped_at:
        return DeadlineLamp.PAUSED
    return deadlines.lamp(row, row.stopped_at or now)


class OrderSerializer(serializers.Serializer):
    """Where an order stands."""

    number = serializers.CharField()
    status = StatusField(Status.choices)
    stage = StageLampField(StageLamp.choices, source="*")
    deadline = DeadlineLampField(DeadlineLamp.choices, source="*")
    due_at = serializers.DateTimeField(allow_null=True, help_text=_("When the present step is due."))
    round = serializers.IntegerField()
    lead = UnitSerializer(allow_null=True, help_text=_("The unit that handles it."))
    version = serializers.IntegerField(help_text=_("Grows with every step."))
    registered_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    links = serializers.SerializerMethodField()

    @extend_schema_field(
        inline_serializer("OrderLinks", {"self": serializers.CharField(), "actions": serializers.CharField()})
    )
    def get_links(self, order: WorkOrder) -> dict[str, str]:
        number = [order.number]
        return {"self": reverse("order-detail", args=number), "actions": reverse("order-offered", args=number)}


class AssistSerializer(serializers.Serializer):
    """A unit that helps."""

    unit = UnitSerializer(source="department")
    piece = serializers.SerializerMethodField(help_text=_("Its piece of work; empty where it only stands by."))
    due_at = serializers.DateTimeField(source="assist_due_at", allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    waived_at = serializers.DateTimeField(allow_null=True)

    def get_piece(self, assist: Assignment) -> str:
        return masking.redact(assist.piece)


class ClockSerializer(serializers.Serializer):
    """Time that runs for somebody, or did."""

    name = ClockField(ClockName.choices)
    unit = UnitSerializer(
        source="assignment.department", allow_null=True, help_text=_("The unit that helps, for its own clock.")
    )  # fmt: skip
    limit = serializers.SerializerMethodField(help_text=_("In words."))
    base = BaseField(TimeBase.choices)
    lamp = DeadlineLampField(DeadlineLamp.choices, source="*")
    started_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    paused_at = serializers.DateTimeField(allow_null=True)
    stopped_at = serializers.DateTimeField(allow_null=True)

    def get_limit(self, clock: Clock) -> str:
        return faces.limit(clock)


class SaidSerializer(serializers.Serializer):
    """What was said, redacted."""

    number = serializers.CharField()
    is_primary = serializers.BooleanField()
    title = serializers.CharField()
    content = serializers.CharField(source="content_redacted", help_text=_("Without telephone and door numbers."))


class OrderDetailSerializer(OrderSerializer):
    assists = AssistSerializer(many=True)
    clocks = ClockSerializer(many=True, source="all_clocks")
    petitions = SaidSerializer(
        many=True, source="said", help_text=_("A key reads those of its own source; those of a merged order are there.")
    )  # fmt: skip


def detailed(orders: QuerySet[WorkOrder], petitions: QuerySet[Petition]) -> QuerySet[WorkOrder]:
    """Orders with all that OrderDetailSerializer prints; of the petitions those the caller may read."""
    assists = Assignment.objects.filter(role=AssignmentRole.ASSIST, is_active=True).select_related("department")
    clocks = Clock.objects.select_related("assignment__department")
    return orders.prefetch_related(
        Prefetch("assignments", assists.order_by("dispatched_at", "id"), to_attr="assists"),
        Prefetch("clocks", clocks.order_by("started_at", "id"), to_attr="all_clocks"),
        Prefetch("petitions", petitions.order_by("-is_primary", "id"), to_attr="said"),
    )
