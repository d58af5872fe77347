"""What is asked of units stationed at streets, and how their list is narrowed."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from grids.enums import Level
from grids.models import Area
from partyorgs.enums import Grade, Platform, Reporting
from partyorgs.forms.inputs import AreaField, PlaceFilter, UnitField, day, phone, text
from partyorgs.models import Department, StationedUnit


class StationedFilter(filters.FilterSet):
    department = filters.ModelChoiceFilter(
        label=_("Department"), queryset=Department.objects.assignable().order_by("code"), to_field_name="code"
    )
    place = PlaceFilter(method="by_place")

    class Meta:
        model = StationedUnit
        fields: list[str] = []

    def by_place(self, queryset: QuerySet[StationedUnit], name: str, code: str) -> QuerySet[StationedUnit]:
        return queryset.filter(street__in=Area.objects.within(code).order_by().values("pk"))


class Station(forms.Form):
    department = UnitField(label=_("Department"))
    street = AreaField(Level.STREET, label=_("Street"))
    name = forms.CharField(label=_("Name of the unit"), max_length=64)
    platform = forms.ChoiceField(label=_("Platform"), choices=Platform.choices)
    reporting = forms.ChoiceField(label=_("Answers to"), choices=Reporting.choices)
    leader_name = forms.CharField(label=_("Head of the unit"), max_length=64, required=False)
    office_phone = phone(_("Office phone"), required=False)
    headcount = forms.IntegerField(label=_("Headcount"), required=False, min_value=1, max_value=999)
    since = day(_("Stationed since"))


class Withdraw(forms.Form):
    on = day(_("Stationed until"))
    reason = text(_("Reason"), rows=2, max_length=200)


class Evaluate(forms.Form):
    quarter = forms.CharField(label=_("Quarter"), help_text=_("For example 2026-3."), max_length=6)
    grade = forms.ChoiceField(label=_("Grade"), choices=Grade.choices, widget=forms.RadioSelect)
    text = text(
        _("Why"), rows=3, required=False, max_length=1000,
        help_text=_("About the work of the unit. Name nobody: persons are not evaluated here."),
    )  # fmt: skip

    def clean_quarter(self) -> tuple[int, int]:
        year, _dash, quarter = self.cleaned_data["quarter"].partition("-")
        if not (year.isdigit() and len(year) == 4 and quarter in ("1", "2", "3", "4")):
            raise forms.ValidationError(_("Give the year and the quarter, for example 2026-3."))
        return int(year), int(quarter)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "quarter" in data:
            data["year"], data["quarter"] = data["quarter"]
        return data
