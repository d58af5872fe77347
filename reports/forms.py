"""What is typed in: a new year, and the targets of one unit."""

from datetime import date
from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partyorgs.models import Department
from reports import targets
from reports.indicators import registry
from reports.models import AssessmentCycle


class OpenYear(forms.Form):
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2015, max_value=2100)

    @classmethod
    def for_the_next(cls, today: date) -> "OpenYear":
        return cls(initial={"year": today.year})


class UnitTargets(forms.Form):
    """One number for each indicator of the year, and a reason once something is signed."""

    def __init__(self, *args, cycle: AssessmentCycle, unit: Department, **kwargs) -> None:
        agreed, known = targets.in_force(cycle), registry()
        self.lines = list(cycle.indicators.order_by("place"))
        initial = {line.code: agreed.get((unit.pk, line.code), line.target) for line in self.lines}
        super().__init__(*args, initial=initial, **kwargs)
        for line in self.lines:
            self.fields[line.code] = forms.DecimalField(
                label=known[line.code].label,
                max_digits=7,
                decimal_places=2,
                help_text=_("%(direction)s · points from %(floor)s on · common target %(target)s · weight %(weight)s")
                % {
                    "direction": line.get_direction_display(),
                    "floor": line.floor,
                    "target": line.target,
                    "weight": line.weight,
                },
            )
        self.fields["reason"] = forms.CharField(
            label=_("Reason for the change"), max_length=200, required=False,
            help_text=_("Needed once a target is signed. The old value stays on record."),
        )  # fmt: skip

    @property
    def values(self) -> dict[str, Decimal]:
        return {line.code: self.cleaned_data[line.code] for line in self.lines}


class PlacesAsked(forms.Form):
    """A period and the day whose map it is shown on."""

    first = forms.DateField(
        label=gettext_lazy("Registered from"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(label=gettext_lazy("to"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    on = forms.DateField(
        label=gettext_lazy("On the map of"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    tree = forms.ChoiceField(choices=[("place", "place"), ("party", "party")], widget=forms.HiddenInput)
    at = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def clean(self):
        said = super().clean()
        if said.get("first") and said.get("last") and said["first"] > said["last"]:
            self.add_error("last", _("The end must lie after the beginning."))
        return said
