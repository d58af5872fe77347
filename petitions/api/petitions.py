"""Petitions: other systems send them in and ask where they have got to. A key sees its own source only."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from core.api.idempotency import idempotent
from core.enums import Scope
from core.refusals import Refusal
from petitions import confidentiality, disclosures, intake, permissions, voices
from petitions.api.callers import actor_of
from petitions.confidentiality import Identity
from petitions.disclosures import View
from petitions.filters import PetitionFilter
from petitions.models import Petition, WorkOrder
from petitions.serializers import PetitionDetailSerializer, PetitionSerializer, SubmissionSerializer
from petitions.submissions import Submission

SENT = {
    "content": "纸鲸苑北门人行道地砖大面积破损，老人夜间出行容易绊倒。",
    "channel": "hotline_12345",
    "category": "020401",
    "address": "东湾区北栈街道纸鲸苑北门",
    "external_no": "RX20261122000123",
    "name": "兰小燕",
    "phone": "13800001234",
}
ANSWERED = {
    "number": "SQ20261122000123",
    "work_order": "GD20261122000120",
    "source": "hotline12345",
    "external_no": "RX20261122000123",
    "status": {"code": "accepted", "label": "待派单"},
    "lead": None,
    "due_at": "2026-11-23T12:00:00+08:00",
    "received_at": "2026-11-22T10:02:11+08:00",
    "registered_at": "2026-11-22T10:02:11+08:00",
    "updated_at": "2026-11-22T10:02:11+08:00",
    "closed_at": None,
    "links": {"self": "/api/v1/petitions/SQ20261122000123"},
}
EXAMPLES = [
    OpenApiExample("A petition", SENT, request_only=True),
    OpenApiExample("Taken in", ANSWERED, response_only=True, status_codes=["200", "201"]),
]


class PetitionViewSet(ListModelMixin, GenericViewSet):
    queryset = Petition.objects.none()  # for the schema; real rows come from get_queryset
    serializer_class = PetitionSerializer
    filterset_class = PetitionFilter
    lookup_field = "number"
    lookup_value_regex = r"SQ\d{14,}"
    cursor_ordering = ("id",)  # with updated_since nothing is missed: what changes while paging is in the next answer
    scopes = {"create": Scope.PETITION_WRITE, "list": Scope.PETITION_READ, "retrieve": Scope.PETITION_READ}

    def get_queryset(self) -> QuerySet[Petition]:
        rows = Petition.objects.select_related("work_order__lead").defer("content")
        if self.request.auth:
            return rows.filter(source=self.request.auth.client.source)
        return rows.filter(work_order__in=WorkOrder.objects.visible_to(actor_of(self.request)))

    @extend_schema(
        parameters=[OpenApiParameter("Location", OpenApiTypes.URI_REF, OpenApiParameter.HEADER, response=[200, 201])],
        request=SubmissionSerializer,
        examples=EXAMPLES,
        responses={
            201: OpenApiResponse(PetitionSerializer, _("Taken in.")),
            200: OpenApiResponse(PetitionSerializer, _("Taken in before, under the same external_no.")),
        },
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """Send a petition in. When the answer comes it has its number and its work order; routing follows."""
        actor = actor_of(request)
        if not (request.auth or permissions.may_register(actor)):
            raise PermissionDenied
        received = intake.receive(_submission(request), by=actor, at=timezone.now())
        if request.auth is None and not received.is_new:
            self._refuse_unseen(received.petition)
        answer = PetitionSerializer(received.petition).data
        return Response(answer, 201 if received.is_new else 200, headers={"Location": answer["links"]["self"]})

    def _refuse_unseen(self, petition: Petition) -> None:
        """A person who names the number of another system learns of its petition only what they may see anyway."""
        if not self.get_queryset().filter(pk=petition.pk).exists():
            raise Refusal(
                field="external_no", code="taken", detail=_("This number was taken before."),
                remedy=_("Leave the field out, or use a number of your own."),
            )  # fmt: skip

    @extend_schema(responses=PetitionDetailSerializer)
    def retrieve(self, request: Request, number: str) -> Response:
        """One petition. The petitioner is masked; a key with the scope petition:pii reads it in full, on record."""
        rows = self.get_queryset().select_related("work_order__category", "petitioner")
        petition = get_object_or_404(rows, number=number)
        context = {
            "identity": _identity(petition, request),
            "views": _views(petition, request),
            "registered_as": voices.registered_as(petition),
            "reply": voices.reply_to(petition),
        }
        return Response(PetitionDetailSerializer(petition, context=context).data)

    def list(self, request: Request) -> Response:
        """Petitions in the order they came in; with updated_since those that have changed since then."""
        return super().list(request)


def _submission(request: Request) -> Submission:
    sent = SubmissionSerializer(data=request.data)
    sent.is_valid(raise_exception=True)
    own = request.auth.client.source if request.auth else ""
    named = sent.validated_data.get("source", "")
    if own and named not in ("", own):
        raise Refusal(
            field="source", code="not_your_source", detail=_("Your key brings in petitions of “%s” only.") % own,
            remedy=_("Leave the field out, or use the key of that source."),
        )  # fmt: skip
    return sent.submission(source=own or named)


def _identity(petition: Petition, request: Request) -> Identity:
    order, actor = petition.work_order, actor_of(request)
    if request.auth and request.auth.allows(Scope.PETITION_PII):
        return disclosures.hand_out(petition, order, by=actor, at=timezone.now())
    return confidentiality.identity(petition, actor, order, at=timezone.now())


def _views(petition: Petition, request: Request) -> list[View]:
    """Who brings the petition in can tell the petitioner; what staff look at is in the log for auditors."""
    return disclosures.views_of(petition) if request.auth else []
