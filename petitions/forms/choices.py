"""Long selects people find their way in: categories under their levels, units under their system.

Without a script they are plain selects with groups. With one, typing part of a name or its pinyin initials narrows
them (core/static/core/js/selects.js).
"""

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partyorgs import directory
from partyorgs.enums import DepartmentKind, DepartmentSystem
from partyorgs.models import Department
from petitions.models import Category

Choice = tuple[str, str]
Group = tuple[str, list[Choice]]

BY_CATEGORY = _("as usual for the category")  # what an empty kind or urgency means


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


def categories() -> list[Group]:
    """The city's list of categories in use, by code."""
    rows = Category.objects.filter(is_active=True).order_by("code")
    groups = groupby(rows, key=lambda row: f"{row.level1} / {row.level2}")
    return [(title, [(row.code, row.name) for row in group]) for title, group in groups]


def units() -> list[Group]:
    """Units an order can be given to today: departments by system, then the streets."""
    rows = Department.objects.active(timezone.localdate()).assignable().order_by("code")
    groups: dict[str, list[Choice]] = {str(label): [] for label in _GROUPS}
    for row in rows:
        title = row.get_kind_display() if row.kind == DepartmentKind.STREET else row.get_system_display()
        groups[title].append((row.code, row.short_name))
    return [(title, choices) for title, choices in groups.items() if choices]


_GROUPS = [*DepartmentSystem.labels, DepartmentKind.STREET.label]
