"""What the API tells of the steps that can be taken with an order: the buttons of its page, with what each asks for."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.actors import Actor
from partyorgs.models import Department
from petitions.forms.actions import FORMS
from petitions.models import Category, WorkOrder
from petitions.offers import Offer

ROWS = {Department: "unit", Category: "category", WorkOrder: "order"}
KINDS: tuple[tuple[type[forms.Field], str], ...] = (  # the first that fits
    (forms.ModelMultipleChoiceField, "units"),
    (forms.ChoiceField, "choice"),
    (forms.BooleanField, "boolean"),
    (forms.IntegerField, "integer"),
    (forms.DateTimeField, "moment"),
    (forms.DateField, "day"),
    (forms.CharField, "text"),
)


class ChoiceSerializer(serializers.Serializer):
    code = serializers.CharField()
    label = serializers.CharField()


class FieldSerializer(serializers.Serializer):
    """Something an action asks for."""

    name = serializers.CharField()
    label = serializers.CharField()
    kind = serializers.ChoiceField(
        sorted([*ROWS.values(), *(name for _field, name in KINDS)]),
        help_text=_("Units and categories are sent by their codes, an order by its number."),
    )  # fmt: skip
    is_required = serializers.BooleanField()
    help = serializers.CharField()
    choices = ChoiceSerializer(many=True, help_text=_("Where it is one of a few."))


class RefusalSerializer(serializers.Serializer):
    code = serializers.CharField()
    text = serializers.CharField()


class OfferSerializer(serializers.Serializer):
    """A step that can be taken; or one that would be expected, and why it cannot."""

    code = serializers.ChoiceField([(action.value, action.label) for action in FORMS])
    label = serializers.CharField()
    is_open = serializers.BooleanField()
    refusal = RefusalSerializer(allow_null=True)
    consequence = serializers.CharField(help_text=_("What it does, and under what restriction."))
    asks = FieldSerializer(many=True)
    link = serializers.CharField(help_text=_("Where to post it."))


class OffersSerializer(serializers.Serializer):
    number = serializers.CharField()
    version = serializers.IntegerField()
    actions = OfferSerializer(many=True)


def told(order: WorkOrder, offered: Iterable[Offer], *, by: Actor) -> dict[str, Any]:
    actions = [_told(offer, order, by) for offer in offered]
    return OffersSerializer({"number": order.number, "version": order.version, "actions": actions}).data


def _told(offer: Offer, order: WorkOrder, by: Actor) -> dict[str, Any]:
    kind, refusal = FORMS[offer.action], offer.refusal
    return {
        "code": offer.action.value,
        "label": capfirst(offer.action.label),
        "is_open": refusal is None,
        "refusal": refusal and {"code": refusal.code, "text": str(refusal)},
        "consequence": f"{offer.warning} {kind.consequence(order)}".strip(),
        "asks": [] if refusal else [_asked(bound) for bound in kind(order=order, by=by).visible_fields()],
        "link": reverse("order-act", args=[order.number, offer.action]),
    }


def _asked(bound: forms.BoundField) -> dict[str, Any]:
    return {
        "name": bound.name,
        "label": str(bound.label),
        "kind": _kind(bound.field),
        "is_required": bound.field.required,
        "help": str(bound.help_text),
        "choices": [{"code": code, "label": label} for code, label in _choices(bound.field)],
    }


def _kind(field: forms.Field) -> str:
    name = next(name for kind, name in KINDS if isinstance(field, kind))
    is_one_row = isinstance(field, forms.ModelChoiceField) and name == "choice"
    return ROWS[field.queryset.model] if is_one_row else name


def _choices(field: forms.Field) -> Iterator[tuple[str, str]]:
    """The words of an enum, and the units that help. All units and all categories would be too many."""
    if not isinstance(field, forms.ModelChoiceField):
        yield from ((str(code), str(label)) for code, label in getattr(field, "choices", ()) if code != "")
    elif type(field) is forms.ModelChoiceField and _kind(field) == "unit":
        yield from ((unit.code, unit.short_name) for unit in field.queryset)
