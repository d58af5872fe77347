"""Work orders: where they stand, and what can be done with them. A key reads those of its own source's petitions."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.decorators import action as address
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from core.api.idempotency import HEADER, idempotent
from core.enums import Scope
from petitions import deadlines, integrity, offers
from petitions.api import offer_answers, steps
from petitions.api.callers import actor_of
from petitions.api.offer_answers import OffersSerializer
from petitions.api.order_answers import OrderDetailSerializer, OrderSerializer, detailed
from petitions.case import Case
from petitions.enums import Action
from petitions.filters import ChangedOrderFilter
from petitions.forms.actions import FORMS
from petitions.models import Petition, WorkOrder
from petitions.refusals import NotPermitted

SIGNED = {"handler_name": "市容二中队", "handler_phone": "0898-66661234", "version": 3}
ACTION = OpenApiParameter(
    "action", OpenApiTypes.STR, OpenApiParameter.PATH, enum=[action.value for action in FORMS],
    description=_("One of the actions of the order."),
)  # fmt: skip
IF_MATCH = OpenApiParameter(
    "If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER,
    description=_("The ETag of the order as you saw it; version in the body asks for the same."),
)  # fmt: skip
ETAG = OpenApiParameter("ETag", OpenApiTypes.STR, OpenApiParameter.HEADER, response=[200])

Handler = Callable[..., Response]


def on_record(handler: Handler) -> Handler:
    """Some attempts are put on record. That must outlive the refused step, so it is done after its transaction."""

    @wraps(handler)
    def tried(view: Any, request: Request, number: str, action: str) -> Response:
        try:
            return handler(view, request, number=number, action=action)
        except NotPermitted as refusal:
            order = WorkOrder.objects.get(number=number)
            integrity.watch(order, refusal.action, by=actor_of(request), at=timezone.now())
            raise

    return tried


class OrderViewSet(ListModelMixin, GenericViewSet):
    queryset = WorkOrder.objects.none()  # for the schema; real rows come from get_queryset
    serializer_class = OrderSerializer
    filterset_class = ChangedOrderFilter
    lookup_field = "number"
    lookup_value_regex = r"GD\d{14,}"
    cursor_ordering = ("id",)  # with updated_since nothing is missed: what changes while paging is in the next answer
    scopes = {
        "list": Scope.PETITION_READ, "retrieve": Scope.PETITION_READ, "offered": Scope.PETITION_READ,
        "act": Scope.PETITION_WRITE,
    }  # fmt: skip

    def get_queryset(self) -> QuerySet[WorkOrder]:
        rows = WorkOrder.objects.select_related("category", "lead")
        if self.request.auth:
            return rows.filter(pk__in=self._petitions().order_by().values("work_order"))
        return rows.visible_to(actor_of(self.request))

    def _petitions(self) -> QuerySet[Petition]:
        """What may be read of an order's petitions: by a key those it brought in."""
        rows = Petition.objects.all()
        return rows.filter(source=self.request.auth.client.source) if self.request.auth else rows

    def get_serializer_context(self) -> dict[str, Any]:
        return super().get_serializer_context() | {"now": timezone.now()}

    def list(self, request: Request) -> Response:
        """Orders in the order they came in; with updated_since those that have changed since then."""
        return super().list(request)

    @extend_schema(parameters=[ETAG], responses=OrderDetailSerializer)
    def retrieve(self, request: Request, number: str) -> Response:
        """One order with its units, its clocks and the redacted words."""
        return self._answer(self.get_queryset(), number)

    def _answer(self, rows: QuerySet[WorkOrder], number: str) -> Response:
        order = get_object_or_404(detailed(rows, self._petitions()), number=number)
        answer = OrderDetailSerializer(order, context=self.get_serializer_context()).data
        return Response(answer, headers={"ETag": steps.etag(order)})

    @extend_schema(parameters=[ETAG], responses=OffersSerializer, filters=False)
    @address(detail=True, url_path="actions", pagination_class=None)
    def offered(self, request: Request, number: str) -> Response:
        """What you can do with the order as it stands, and why not what you might expect. A key can do nothing."""
        order, actor = get_object_or_404(self.get_queryset(), number=number), actor_of(request)
        found = offers.offers(Case.of(order), by=actor, at=timezone.now(), machine=deadlines.clockwork())
        return Response(offer_answers.told(order, found, by=actor), headers={"ETag": steps.etag(order)})

    @extend_schema(
        parameters=[ACTION, HEADER, IF_MATCH],
        request=OpenApiTypes.OBJECT,
        examples=[OpenApiExample("To sign", SIGNED, request_only=True)],
        responses={200: OpenApiResponse(OrderDetailSerializer, _("Done; the order as it is now."))},
    )
    @address(detail=True, methods=["post"], url_path=r"actions/(?P<action>[a-z_]+)")
    @on_record
    @idempotent
    def act(self, request: Request, number: str, action: str) -> Response:
        """Take a step. The body holds what the action asks for, by the names `actions` tells."""
        if action not in FORMS:
            raise Http404
        order = get_object_or_404(self.get_queryset(), number=number)
        steps.take(order, Action(action), request, by=actor_of(request))
        return self._answer(WorkOrder.objects.select_related("lead"), number)
