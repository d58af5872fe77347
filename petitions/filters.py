"""How lists of orders are narrowed, on the page and in the API alike."""

from itertools import groupby
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.forms import DateTimeInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ChoiceField
from django_filters.widgets import DateRangeWidget

from core.search import LONGEST_QUESTION, holding
from grids import codes, layers
from grids.enums import Level
from grids.models import Area
from partyorgs.models import Department, Recusal
from petitions import queues
from petitions.enums import (
    Channel,
    DisclosureReason,
    FindingKind,
    IntegrityKind,
    PetitionKind,
    Status,
    SupervisionLevel,
    SupervisionTrigger,
    SuspensionCause,
    Urgency,
)
from petitions.models import (
    Category,
    DutyFinding,
    FactSlip,
    IdentityDisclosure,
    IntegrityAlert,
    Petition,
    SupervisionOrder,
    Suspension,
    WorkOrder,
)


class CodeField(ChoiceField):
    """The code of something and of all that lies in it. A select offers the usual ones; any other may be sent too."""

    default_error_messages = {"invalid_choice": _("A code has digits only.")}

    def valid_value(self, value: str) -> bool:
        return value.isascii() and value.isdigit()


class CodeFilter(filters.ChoiceFilter):
    field_class = CodeField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, lookup_expr="startswith", **kwargs)

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        return super().filter(qs, codes.prefix(value))


class PlaceFilter(CodeFilter):
    """Orders keep the code of their day: whatever became of a place since, its orders are found where it lies now."""

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return qs
        return qs.filter(layers.ever_in("place_code", value))


def _categories() -> list[Any]:
    """Each first level with its third ones: 02 is all of 城市管理, 020401 one matter of it."""
    rows = Category.objects.filter(is_active=True).order_by("code").values_list("level1", "code", "name")
    offered = []
    for level1, group in groupby(rows, key=lambda row: row[0]):
        matters = [(code, name) for _level1, code, name in group]
        whole = (matters[0][0][:2], _("%(category)s (all)") % {"category": level1})
        offered.append((level1, [whole, *matters]))
    return offered


def _places() -> list[Any]:
    """Each district with its streets."""
    areas = Area.objects.active(timezone.localdate()).filter(level__in=[Level.DISTRICT, Level.STREET])
    offered: list[Any] = []
    for area in areas.order_by("code"):
        if area.level == Level.DISTRICT:
            offered.append((area.name, [(area.code, _("%(area)s (all)") % {"area": area.name})]))
        elif offered:
            offered[-1][1].append((area.code, area.name))
    return offered


class MomentInput(DateTimeInput):
    """Day and time, to the minute."""

    input_type = "datetime-local"

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class WorkOrderFilter(filters.FilterSet):
    q = filters.CharFilter(
        method="search", label=_("Number, place, words of the petition"), max_length=LONGEST_QUESTION
    )
    category = CodeFilter("category__code", label=_("Category"), choices=_categories)
    lead = filters.ModelChoiceFilter(
        label=_("Lead"), queryset=Department.objects.assignable(), to_field_name="code", empty_label=""
    )
    place = PlaceFilter("place_code", label=_("Street"), choices=_places)
    due = filters.ChoiceFilter(label=_("Deadline"), choices=queues.DUE, method="by_due")
    status = filters.ChoiceFilter(label=_("Status"), choices=Status.choices)
    kind = filters.ChoiceFilter(label=_("Kind"), choices=PetitionKind.choices)
    urgency = filters.ChoiceFilter(label=_("Urgency"), choices=Urgency.choices)
    channel = filters.ChoiceFilter(label=_("Channel"), choices=Channel.choices)
    registered = filters.DateFromToRangeFilter(
        "registered_at", label=_("Registered"), widget=DateRangeWidget({"type": "date"})
    )
    mine = filters.BooleanFilter(method="by_lead", label=_("Led by my unit"))
    confidential = filters.BooleanFilter("is_confidential", label=_("Confidential"))
    repeat = filters.BooleanFilter("is_repeat", label=_("Repeat"))
    rework = filters.BooleanFilter(method="by_proposal", label=_("Rework proposed"))

    class Meta:
        model = WorkOrder
        fields: list[str] = []

    def search(self, queryset: QuerySet[WorkOrder], name: str, text: str) -> QuerySet[WorkOrder]:
        """Every word must occur, numbers of order and petition included; the last digits of a number find it."""
        return queryset.filter(holding("search_text", text))

    def by_due(self, queryset: QuerySet[WorkOrder], name: str, value: str) -> QuerySet[WorkOrder]:
        return queryset.filter(queues.due(timezone.now())[value])

    def by_lead(self, queryset: QuerySet[WorkOrder], name: str, value: bool) -> QuerySet[WorkOrder]:
        own = queues.led_by(self.request.actor)
        return queryset.filter(own if value else ~own)

    def by_proposal(self, queryset: QuerySet[WorkOrder], name: str, value: bool) -> QuerySet[WorkOrder]:
        """For the office alone, and never of one's own unit: it would tell what the petitioner answered."""
        if not self.request.actor.is_office:
            return queryset
        return queryset.filter(rework_proposed=value).exclude(lead_id__in=self.request.actor.department_ids())


class QueueFilter(WorkOrderFilter):
    """A queue has its state in its tabs, and nothing in it is the reader's own."""

    status = mine = rework = None


class PetitionFilter(filters.FilterSet):
    """What other systems ask for: one of their numbers, or what has changed since they last asked."""

    source = filters.CharFilter(label=_("Source system"))
    external_no = filters.CharFilter(label=_("Number at the source"))
    updated_since = filters.IsoDateTimeFilter("work_order__updated_at", "gte", label=_("Changed at or after"))

    class Meta:
        model = Petition
        fields: list[str] = []


class ChangedOrderFilter(filters.FilterSet):
    """Likewise of orders."""

    status = filters.ChoiceFilter(label=_("Status"), choices=Status.choices)
    updated_since = filters.IsoDateTimeFilter("updated_at", "gte", label=_("Changed at or after"))

    class Meta:
        model = WorkOrder
        fields: list[str] = []


class SuspensionFilter(filters.FilterSet):
    """The ledger of suspended orders by cause and unit."""

    cause = filters.ChoiceFilter(label=_("Cause"), choices=SuspensionCause.choices)
    unit = filters.ModelChoiceFilter("department", label=_("Unit"), queryset=Department.objects.order_by("code"))

    class Meta:
        model = Suspension
        fields: list[str] = []


class DisclosureFilter(filters.FilterSet):
    """Who saw which identity, between which moments: the questions after a leak. Never by petitioner."""

    order = filters.CharFilter(method="by_number", label=_("Number of the order or petition"), max_length=20)
    person = filters.CharFilter("by_name", lookup_expr="icontains", label=_("Who looked"), max_length=64)
    since = filters.DateTimeFilter("at", "gte", label=_("Not before"), widget=MomentInput)
    until = filters.DateTimeFilter("at", "lte", label=_("Not after"), widget=MomentInput)
    reason = filters.ChoiceFilter(label=_("Reason"), choices=DisclosureReason.choices)

    class Meta:
        model = IdentityDisclosure
        fields: list[str] = []

    def by_number(self, queryset: QuerySet[Any], name: str, number: str) -> QuerySet[Any]:
        number = number.strip().upper()
        return queryset.filter(Q(petition__work_order__number=number) | Q(petition__number=number))


class SlipFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Number or place"), max_length=LONGEST_QUESTION)

    class Meta:
        model = FactSlip
        fields: list[str] = []

    def search(self, queryset: QuerySet[Any], name: str, text: str) -> QuerySet[Any]:
        return queryset.filter(Q(number__icontains=text.strip()) | Q(place__icontains=text.strip()))


class RecusalFilter(filters.FilterSet):
    person = filters.CharFilter("user__name", lookup_expr="icontains", label=_("Person"), max_length=64)
    department = filters.ModelChoiceFilter(
        label=_("Unit"), queryset=Department.objects.assignable(), to_field_name="code", empty_label=""
    )  # fmt: skip

    class Meta:
        model = Recusal
        fields: list[str] = []


class SupervisionFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Number or words of the matter"), max_length=LONGEST_QUESTION)
    level = filters.ChoiceFilter(label=_("Level"), choices=SupervisionLevel.choices)
    unit = filters.ModelChoiceFilter(
        "department", label=_("Unit"), queryset=Department.objects.assignable(), to_field_name="code", empty_label=""
    )  # fmt: skip
    trigger = filters.ChoiceFilter(label=_("Occasion"), choices=SupervisionTrigger.choices)
    approver = filters.CharFilter("approved_by_name", "icontains", label=_("In charge"), max_length=64)

    class Meta:
        model = SupervisionOrder
        fields: list[str] = []

    def search(self, queryset: QuerySet[SupervisionOrder], name: str, text: str) -> QuerySet[SupervisionOrder]:
        """By the last digits of either number, too."""
        return queryset.filter(Q(number__icontains=text.strip()) | holding("work_order__search_text", text))


class UnitSupervisionFilter(SupervisionFilter):
    """A unit's own. It cannot ask by occasion: that may tell what a petitioner answered."""

    unit = trigger = None


class DutyFindingFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(label=_("Kind of finding"), choices=FindingKind.choices)
    category = CodeFilter("category__code", label=_("Category"), choices=_categories)

    class Meta:
        model = DutyFinding
        fields: list[str] = []


class IntegrityFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(label=_("Kind"), choices=IntegrityKind.choices)
    unit = filters.ModelChoiceFilter(
        "department", label=_("Unit"), queryset=Department.objects.assignable(), to_field_name="code", empty_label=""
    )  # fmt: skip

    class Meta:
        model = IntegrityAlert
        fields: list[str] = []
