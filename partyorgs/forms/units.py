"""Units in forms: sent by their codes, found by part of a name or its pinyin initials.

Without a script they are plain selects with groups; core/static/core/js/selects.js narrows them.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partyorgs import directory
from partyorgs.enums import DepartmentKind, DepartmentSystem
from partyorgs.models import Department

Choice = tuple[str, str]
Group = tuple[str, list[Choice]]


class Searchable(forms.Select):
    """A select whose options carry the initials of their names (dlyrxdps for 道路与人行道破损)."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Iterable[Any] = ()) -> None:
        super().__init__({"data-searchable": _("find by name or initials"), **(attrs or {})}, choices)

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, label, *args, **kwargs)
        if value:
            option["attrs"]["data-initials"] = _initials(str(label))
        return option


@lru_cache(maxsize=2000)
def _initials(label: str) -> str:
    return directory.initials(label)


def units(*, with_placeholder: bool = False) -> list[Group]:
    """Units of today: departments by system, then the streets; before them, if asked for, the street of the place."""
    rows = Department.objects.active(timezone.localdate()).order_by("code")
    groups: dict[str, list[Choice]] = {str(label): [] for label in _GROUPS}
    for row in rows:
        if row.kind != DepartmentKind.PLACEHOLDER or with_placeholder:
            is_special = row.kind != DepartmentKind.MEMBER
            title = row.get_kind_display() if is_special else row.get_system_display()
            groups[title].append((row.code, row.short_name))
    return [(title, choices) for title, choices in groups.items() if choices]


_GROUPS = [DepartmentKind.PLACEHOLDER.label, *DepartmentSystem.labels, DepartmentKind.STREET.label]


class UnitField(forms.ModelChoiceField):
    """One unit. The options are read when they are drawn, once for all fields of a form."""

    widget = Searchable

    def __init__(self, *, with_placeholder: bool = False, **kwargs: Any) -> None:
        self.with_placeholder = with_placeholder
        super().__init__(queryset=Department.objects.none(), to_field_name="code", **kwargs)

    def offer(self, units: Callable[[], list[Group]]) -> None:
        self.choices = lambda: [("", _("Choose a unit")), *units()]

    def clean(self, value: Any) -> Department | None:
        self.queryset = _known(self.with_placeholder)
        return super().clean(value)


class UnitsField(forms.ModelMultipleChoiceField):
    """Some units."""

    def __init__(self, *, with_placeholder: bool = False, **kwargs: Any) -> None:
        self.with_placeholder = with_placeholder
        super().__init__(queryset=Department.objects.none(), to_field_name="code", **kwargs)

    def offer(self, units: Callable[[], list[Group]]) -> None:
        self.choices = units

    def clean(self, value: Any) -> list[Department]:
        self.queryset = _known(self.with_placeholder)
        return list(super().clean(value))


def _known(with_placeholder: bool):
    today = Department.objects.active(timezone.localdate())
    return today if with_placeholder else today.assignable()
