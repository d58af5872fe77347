"""Fields that these forms share: a day, a longer text, units by their codes, places by theirs."""

from functools import lru_cache
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ChoiceField

from grids.enums import Level
from grids.models import Area
from partyorgs import directory
from partyorgs.models import Department


def text(label: Any, *, rows: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea({"rows": rows}), **kwargs)


def day(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **kwargs)


def phone(label: Any, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=32, **kwargs)


# --- units


class Searchable(forms.Select):
    """A select that a script lets people narrow by part of a name or its initials (core/static/core/js/selects.js)."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"data-searchable": _("find by name or initials"), **(attrs or {})}, choices)

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, label, *args, **kwargs)
        if value:
            option["attrs"]["data-initials"] = _initials(str(label))
        return option


@lru_cache(maxsize=2000)
def _initials(label: str) -> str:
    return directory.initials(label)


def _units() -> QuerySet[Department]:
    return Department.objects.active(timezone.localdate()).assignable().order_by("code")


class UnitField(forms.ModelChoiceField):
    """One unit that works today, sent by its code."""

    widget = Searchable

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Unit"))
        none = Department.objects.none()
        super().__init__(queryset=none, to_field_name="code", empty_label=_("Choose a unit"), **kwargs)

    def __deepcopy__(self, memo: Any) -> Any:
        """A form is made of a copy: that is when it is known which day today is."""
        copied = super().__deepcopy__(memo)
        copied.queryset = _units()
        return copied

    def label_from_instance(self, obj: Department) -> str:
        return obj.short_name


class UnitsField(forms.ModelMultipleChoiceField):
    """Some units, sent by their codes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Department.objects.none(), to_field_name="code", **kwargs)

    def __deepcopy__(self, memo: Any) -> Any:
        copied = super().__deepcopy__(memo)
        copied.queryset = _units()
        return copied

    def label_from_instance(self, obj: Department) -> str:
        return obj.short_name


# --- places


class AreaField(forms.ModelChoiceField):
    """One area of certain levels that is in force, sent by its code."""

    widget = Searchable

    def __init__(self, *levels: Level, **kwargs: Any) -> None:
        self.levels = levels
        none = Area.objects.none()
        super().__init__(queryset=none, to_field_name="code", empty_label=_("Choose a place"), **kwargs)

    def __deepcopy__(self, memo: Any) -> Any:
        copied = super().__deepcopy__(memo)
        copied.queryset = Area.objects.active(timezone.localdate()).filter(level__in=self.levels).order_by("code")
        return copied

    def label_from_instance(self, obj: Area) -> str:
        return f"{obj.code} {obj.name}"


class PlaceField(ChoiceField):
    """The code of a place and all in it. The select offers districts and streets; any other may be sent."""

    default_error_messages = {"invalid_choice": _("A code has digits only.")}

    def valid_value(self, value: str) -> bool:
        return value.isascii() and value.isdigit()


class PlaceFilter(filters.ChoiceFilter):
    field_class = PlaceField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Place"))
        super().__init__(*args, choices=_districts_with_streets, **kwargs)


def _districts_with_streets() -> list[Any]:
    areas = Area.objects.active(timezone.localdate()).filter(level__in=[Level.DISTRICT, Level.STREET])
    offered: list[Any] = []
    for area in areas.order_by("code"):
        if area.level == Level.DISTRICT:
            offered.append((area.name, [(area.code, _("%(area)s (all)") % {"area": area.name})]))
        elif offered:
            offered[-1][1].append((area.code, area.name))
    return offered
