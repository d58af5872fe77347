"""What other systems send us and read from us. Fields are listed by name; their meaning is that of a Submission."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from petitions.confidentiality import Identity
from petitions.enums import Channel, PetitionerKind, PetitionKind, ResultCode, Status, Urgency
from petitions.models import Petition, Reply
from petitions.submissions import LONGEST_CONTENT, SHORTEST_CONTENT, Submission


def _text(longest: int, help_text: Any = None, **options: Any) -> serializers.CharField:
    return serializers.CharField(required=False, allow_blank=True, max_length=longest, help_text=help_text, **options)


def _choice(choices: Any, help_text: Any = None) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices.choices, required=False, allow_blank=True, help_text=help_text)


def _degrees(help_text: Any = None) -> serializers.DecimalField:
    """Satellites give more digits than we keep; that is no fault of the sender."""
    return serializers.DecimalField(
        max_digits=18, decimal_places=15, required=False, allow_null=True, coerce_to_string=False, help_text=help_text
    )  # fmt: skip


class Strict(serializers.Serializer):
    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """A field we do not know is refused by name: a misspelt one would otherwise be lost without a word."""
        strange = {}
        if isinstance(data, Mapping):
            text = _("There is no such field.")
            strange = {name: [ErrorDetail(text, "unknown_field")] for name in data if name not in self.fields}
        try:
            values = super().to_internal_value(data)
        except ValidationError as error:
            raise ValidationError({**error.detail, **strange}) from error
        if strange:
            raise ValidationError(strange)
        return values


class SubmissionSerializer(Strict):
    """A petition as it is sent in."""

    content = serializers.CharField(
        min_length=SHORTEST_CONTENT, max_length=LONGEST_CONTENT, trim_whitespace=False,
        help_text=_("What was said, as it was written down. Never an identity card number."),
    )  # fmt: skip
    channel = serializers.ChoiceField(Channel.choices)
    kind = _choice(PetitionKind, _("Left out: as usual for the category."))
    title = _text(120, _("Left out: the beginning of the content."))
    wish = _text(2000, _("What the petitioner wants done."))
    category = _text(6, _("Code in the city's list. Left out: the dispatcher chooses."))
    source_category = _text(200, _("Your own category, in words; kept for the dispatcher."))
    urgency = _choice(Urgency, _("Left out: as usual for the category."))
    grid_code = _text(22, _("15 digits. One of grid_code, lon and lat, address or no_place_reason is needed."))
    lon = _degrees(_("CGCS2000, together with lat."))
    lat = _degrees()
    address = _text(200)
    no_place_reason = _text(100)
    event_at = serializers.DateTimeField(required=False, allow_null=True)
    received_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text=_("When you took it down. Left out: now.")
    )  # fmt: skip
    source = _text(40, _("Left out: the source code of your key, and never another one."))
    external_no = _text(80, _("Your number for it. The same number again is answered with the petition it became."))
    name = _text(60)
    phone = _text(30)
    petitioner_address = _text(200)
    petitioner_kind = _choice(PetitionerKind)
    is_anonymous = serializers.BooleanField(
        required=False, help_text=_("Nothing about the person is kept, even if it is sent.")
    )  # fmt: skip
    is_confidential = serializers.BooleanField(
        required=False, help_text=_("The petitioner asks to stay unknown to the handling unit.")
    )  # fmt: skip
    target_department = _text(20, _("Code of the unit complained about: it will not see the petition."))
    target_text = _text(100, _("Another party complained about, for example a company."))
    privacy_notice = _text(20, _("Version of the privacy notice the petitioner was shown."))

    def submission(self, *, source: str) -> Submission:
        """What was sent, without what was left out or null."""
        said = {name: value for name, value in self.validated_data.items() if value is not None}
        return Submission(**(said | {"source": source}))


class CodeLabel(serializers.ChoiceField):
    """A code for programs with its word for people."""

    def to_representation(self, value: Any) -> dict[str, str]:
        return {"code": value, "label": str(self.choices.get(value, value))}


def coded(name: str, enum: Any) -> Any:
    """A CodeLabel that the schema knows as an object."""
    shape = inline_serializer(
        name, {"code": serializers.ChoiceField(enum.choices), "label": serializers.CharField()}
    )  # fmt: skip
    return extend_schema_field(shape)(type(name, (CodeLabel,), {}))


StatusField = coded("StatusLabel", Status)
KindField = coded("KindLabel", PetitionKind)
ChannelField = coded("ChannelLabel", Channel)
UrgencyField = coded("UrgencyLabel", Urgency)
ResultField = coded("ResultLabel", ResultCode)


class NamedCode(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()


class UnitSerializer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField(source="short_name")


class PetitionSerializer(serializers.Serializer):
    """Where a petition has got to."""

    number = serializers.CharField()
    work_order = serializers.CharField(source="work_order.number")
    source = serializers.CharField()
    external_no = serializers.CharField()
    status = StatusField(Status.choices, source="work_order.status")
    lead = UnitSerializer(source="work_order.lead", allow_null=True, help_text=_("The unit that handles it."))
    due_at = serializers.DateTimeField(
        source="work_order.due_at", allow_null=True, help_text=_("When the present step is due.")
    )  # fmt: skip
    received_at = serializers.DateTimeField()
    registered_at = serializers.DateTimeField(source="work_order.registered_at")
    updated_at = serializers.DateTimeField(source="work_order.updated_at")
    closed_at = serializers.DateTimeField(source="work_order.closed_at", allow_null=True)
    links = serializers.SerializerMethodField()

    @extend_schema_field(inline_serializer("PetitionLinks", {"self": serializers.CharField()}))
    def get_links(self, petition: Petition) -> dict[str, str]:
        return {"self": reverse("petition-detail", args=[petition.number])}


class PetitionerSerializer(serializers.Serializer):
    """Who said it: 王**, 138****5678 unless the key may read more; empty where nobody may."""

    name = serializers.CharField()
    phone = serializers.CharField()
    address = serializers.CharField()
    is_anonymous = serializers.BooleanField()
    is_hidden = serializers.BooleanField(help_text=_("Kept confidential."))
    is_revealed = serializers.BooleanField(help_text=_("In full, on record."))


class IdentityViewSerializer(serializers.Serializer):
    """Somebody looked at the petitioner's identity."""

    on = serializers.DateField()
    by_unit = serializers.BooleanField(help_text=_("The handling unit; else the coordination office."))
    text = serializers.CharField(help_text=_("In words for the petitioner, without names of staff."))


class ReplySerializer(serializers.Serializer):
    """What the petitioner is answered, whoever else is answered the same."""

    text = serializers.CharField(source="public_text")
    result = ResultField(ResultCode.choices, source="result_code")
    at = serializers.DateTimeField()
    unit = UnitSerializer(source="department")


class PetitionDetailSerializer(PetitionSerializer):
    """The whole of a petition, redacted."""

    title = serializers.CharField()
    content = serializers.CharField(source="content_redacted", help_text=_("Without telephone and door numbers."))
    wish = serializers.CharField()
    kind = KindField(PetitionKind.choices, source="work_order.kind")
    channel = ChannelField(Channel.choices)
    urgency = UrgencyField(Urgency.choices, source="work_order.urgency")
    category = NamedCode(source="work_order.category", allow_null=True)
    place = serializers.SerializerMethodField()
    petitioner = serializers.SerializerMethodField()
    registered_as = serializers.SerializerMethodField(
        help_text=_("The work order it was given; another one answers it where it was merged.")
    )  # fmt: skip
    reply = serializers.SerializerMethodField(help_text=_("What the petitioner is told; null until it is passed."))
    identity_views = serializers.SerializerMethodField(
        help_text=_("When the petitioner's identity was looked at; for the key of its source, else empty.")
    )  # fmt: skip

    @extend_schema_field(NamedCode)
    def get_place(self, petition: Petition) -> dict[str, str]:
        order = petition.work_order
        return {"code": order.place_code, "name": order.place_name or petition.place_text}

    @extend_schema_field(PetitionerSerializer)
    def get_petitioner(self, petition: Petition) -> dict[str, Any]:
        identity: Identity = self.context["identity"]
        return PetitionerSerializer(identity).data

    @extend_schema_field(IdentityViewSerializer(many=True))
    def get_identity_views(self, petition: Petition) -> list[dict[str, Any]]:
        return IdentityViewSerializer(self.context["views"], many=True).data

    def get_registered_as(self, petition: Petition) -> str:
        return self.context["registered_as"]

    @extend_schema_field(ReplySerializer(allow_null=True))
    def get_reply(self, petition: Petition) -> dict[str, Any] | None:
        reply: Reply | None = self.context["reply"]
        return ReplySerializer(reply).data if reply else None
