"""From a JSON body to the form of an action: page and API ask for the same and refuse the same."""

from typing import Any

from django import forms
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.settings import api_settings

from core.actors import Actor
from petitions.forms.base import ActionForm
from petitions.models import WorkOrder
from petitions.serializers import Strict


def filled(kind: type[ActionForm], body: Any, *, order: WorkOrder, by: Actor) -> tuple[ActionForm, str]:
    """The form, found valid, and the version of the order that the sender had seen, if they say."""
    said: dict[str, Any] = {}
    form = kind(said, order=order, by=by)
    sent = _plain(form)(data=body)
    sent.is_valid(raise_exception=True)
    said.update((name, value) for name, value in sent.validated_data.items() if value is not None)
    version = said.pop("version", "")
    if not form.is_valid():
        raise ValidationError(_faults(form))
    return form, str(version)


def _plain(form: ActionForm) -> type[Strict]:
    """Which kind of JSON each field is: a text, a list of texts, true or false. What it must say is the form's."""
    fields = {name: _json(field) for name, field in form.fields.items()}
    fields["version"] = serializers.IntegerField(required=False, allow_null=True)
    return type("Sent", (Strict,), fields)


def _json(field: forms.Field) -> serializers.Field:
    if isinstance(field, forms.BooleanField):
        return serializers.BooleanField(required=False, allow_null=True)
    if isinstance(field, forms.ModelMultipleChoiceField):
        return serializers.ListField(child=serializers.CharField(), required=False, allow_null=True)
    return serializers.CharField(required=False, allow_null=True, allow_blank=True)


def _faults(form: ActionForm) -> dict[str, list[ErrorDetail]]:
    found = form.errors.get_json_data().items()
    return {
        api_settings.NON_FIELD_ERRORS_KEY if name == forms.forms.NON_FIELD_ERRORS else name: [
            ErrorDetail(fault["message"], fault["code"] or "invalid") for fault in faults
        ]
        for name, faults in found
    }
