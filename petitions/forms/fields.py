"""Fields that the actions share: units and categories by their codes, a text with room to write, a word of an enum."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partyorgs.forms.units import UnitField, UnitsField
from petitions.forms import choices
from petitions.models import Category
from petitions.submissions import OLDEST_YEAR

__all__ = ["CategoryField", "UnitField", "UnitsField", "day", "past_moment", "text", "word"]


class CategoryField(forms.ModelChoiceField):
    """A category in use, sent by its code."""

    widget = choices.Searchable

    def __init__(self, **kwargs: Any) -> None:
        queryset = Category.objects.filter(is_active=True)
        super().__init__(queryset=queryset, to_field_name="code", label=_("Category"), **kwargs)

    def offer(self, categories: Callable[[], list[choices.Group]]) -> None:
        self.choices = lambda: [("", _("Choose a category")), *categories()]


def text(label: str, *, rows: int = 3, **kwargs: Any) -> forms.CharField:
    """A longer text."""
    return forms.CharField(label=label, widget=forms.Textarea({"rows": rows}), **kwargs)


def day(label: str, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **kwargs)


def past_moment(label: str, **kwargs: Any) -> forms.DateTimeField:
    """Day and time of something that has happened."""
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, validators=[_has_happened], **kwargs)


def _has_happened(moment: datetime) -> None:
    if moment.year < OLDEST_YEAR or moment > timezone.now():
        raise ValidationError(_("Give a day and time that has passed."), code="not_past")


def word(of: Any, label: str, **kwargs: Any) -> forms.ChoiceField:
    """One of the words of an enum, with nothing chosen beforehand."""
    return forms.ChoiceField(choices=[("", _("Please choose")), *of.choices], label=label, **kwargs)
