"""A week of one unit's roster: seven days with four boxes each, and how the list of units is narrowed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from partyorgs import directory
from partyorgs.enums import DepartmentKind
from partyorgs.models import Department
from partyorgs.rosters import Shift

LABELS = {
    "leader_name": _("Leader on call"),
    "leader_phone": _("Office phone of the leader"),
    "officer_name": _("Duty officer"),
    "officer_phone": _("Office phone of the duty officer"),
}
NAMES = [field.name for field in fields(Shift)]


class RosterFilter(filters.FilterSet):
    q = filters.CharFilter(method="by_name", label=_("Unit"), max_length=64)
    kind = filters.ChoiceFilter(
        label=_("Kind of unit"),
        choices=[choice for choice in DepartmentKind.choices if choice[0] != DepartmentKind.PLACEHOLDER],
    )

    class Meta:
        model = Department
        fields: list[str] = []

    def by_name(self, queryset: QuerySet[Department], name: str, said: str) -> QuerySet[Department]:
        return queryset.filter(directory.called(said))


class Week(forms.Form):
    """`first` is the first day that can still be entered; earlier ones are shown and not sent."""

    def __init__(self, data: Any = None, *, days: Sequence[date], first: date, shifts: Mapping[date, Shift]) -> None:
        super().__init__(data)
        self.days, self.first = days, first
        for day in days:
            said = asdict(shifts.get(day, Shift()))
            for name in NAMES:
                box = forms.CharField(
                    label=f"{day:%m-%d} {LABELS[name]}", required=False, initial=said[name],
                    max_length=64 if name.endswith("_name") else 32, disabled=day < first,
                )  # fmt: skip
                box.widget.attrs["aria-label"] = box.label
                self.fields[self.key(day, name)] = box

    @staticmethod
    def key(day: date, name: str) -> str:
        return f"{day:%Y%m%d}-{name}"

    @property
    def shifts(self) -> dict[date, Shift]:
        """What was sent, of the days that can be entered."""
        said = self.cleaned_data
        return {
            day: Shift(**{name: said[self.key(day, name)].strip() for name in NAMES})
            for day in self.days if day >= self.first
        }  # fmt: skip

    @property
    def rows(self) -> Iterator[tuple[date, list[Any]]]:
        for day in self.days:
            yield day, [self[self.key(day, name)] for name in NAMES]
