"""What is asked of venues and idle spaces."""

from django import forms
from django.utils.translation import gettext_lazy as _

from grids.enums import VenueFunction
from grids.forms.fields import StandingForm, day, day_input, text
from grids.models import IdleSpace, Venue


class VenueForm(StandingForm):
    functions = forms.MultipleChoiceField(
        label=_("Functions"), choices=VenueFunction.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Venue
        fields = (
            "name", "kind", "place_code", "address", "lon", "lat", "radius_m", "opening_hours", "operator", "capacity",
            "functions", "services", "valid_from", "valid_to",
        )  # fmt: skip
        widgets = {
            "valid_from": day_input(), "valid_to": day_input(), "services": forms.Textarea({"rows": 3}),
            "lon": forms.NumberInput({"step": "any"}), "lat": forms.NumberInput({"step": "any"}),
        }  # fmt: skip
        labels = {"valid_from": _("Open since"), "valid_to": _("Closed since")}
        help_texts = {
            "lon": _("Degrees, CGCS2000; it puts the venue on the map."),
            "capacity": _("Its use is measured against this."),
        }


class CountVisits(forms.Form):
    """A month is sent as a browser's month field sends it: 2026-11."""

    month = forms.DateField(
        label=_("Month"), input_formats=["%Y-%m", "%Y-%m-%d"],
        widget=forms.DateInput({"type": "month", "placeholder": "2026-11"}, format="%Y-%m"),
        error_messages={"invalid": _("Write the month as 2026-11.")},
    )  # fmt: skip
    count = forms.IntegerField(label=_("Visits"), min_value=0, max_value=10_000_000)


class SpaceForm(StandingForm):
    class Meta:
        model = IdleSpace
        fields = ("name", "kind", "place_code", "address", "area_m2", "owner", "note", "valid_from", "valid_to")
        widgets = {"valid_from": day_input(), "valid_to": day_input()}
        labels = {"valid_from": _("Idle since"), "valid_to": _("Off the register since")}


class MatchSpace(forms.Form):
    user = forms.CharField(label=_("User unit"), max_length=64)
    purpose = forms.CharField(label=_("Used for"), max_length=120)


class BeginUse(forms.Form):
    on = day(_("In use since"))


class EndUse(forms.Form):
    on = day(_("Ended on"))
    reason = text(_("Why it ended"), rows=2, max_length=200)
