"""Fields that the forms share: a day, a longer text, a word of an enum, a place or an organisation by its code."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partyorgs.models import PartyOrganization


def text(label: str, *, rows: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea({"rows": rows}), **kwargs)


def day(label: str, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput(), **kwargs)


def word(of: Any, label: str, **kwargs: Any) -> forms.ChoiceField:
    """One of the words of an enum, with nothing chosen beforehand."""
    return forms.ChoiceField(choices=[("", _("Please choose")), *of.choices], label=label, **kwargs)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class OrganizationField(forms.CharField):
    """One organisation of very many: by its path code, or by its name where only one has it."""

    default_error_messages = {
        "unknown": _("No organisation has this code or name. Look it up in the tree."),
        "ambiguous": _("Several organisations have this name. Enter the path code of the one you mean."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=64, help_text=_("Path code or full name."), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.code if isinstance(value, PartyOrganization) else value

    def clean(self, value: Any) -> PartyOrganization | None:
        said = super().clean(value)
        if not said:
            return None
        active = PartyOrganization.objects.active(timezone.localdate())
        found = list(active.filter(code=said)[:1]) or list(active.filter(name=said).order_by("code")[:2])
        if not found:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        if len(found) > 1:
            raise ValidationError(self.error_messages["ambiguous"], code="ambiguous")
        return found[0]
