"""What each step of a rectification asks. Names of fields are the arguments of the step."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partyorgs.enums import MeasureKind, RectificationStep
from partyorgs.forms.fields import day, text, word
from partyorgs.models import RectificationCase


class StepForm(forms.Form):
    consequence: Any = ""

    def __init__(self, *args: Any, case: RectificationCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.suit()

    def suit(self) -> None:
        """Fit the fields to the case."""


class Dismiss(StepForm):
    consequence = _("The committee has looked at it and does not list it; the case ends.")

    outcome = text(_("What the committee decided"))


class List(StepForm):
    consequence = _("Listed by the county-level party committee, not by this system.")

    listed_on = day(_("Decided on"))
    document = forms.CharField(label=_("Document of the county-level committee"), max_length=120)


class Plan(StepForm):
    consequence = _("A plan for this organisation alone, and the four who support it.")

    plan = text(_("Plan for this organisation"), rows=5)
    county_leader = forms.CharField(label=_("County leader"), max_length=64, help_text=_("Post or name in office."))
    town_leader = forms.CharField(label=_("Town leader"), max_length=64)
    first_secretary = forms.CharField(label=_("First secretary"), max_length=64)
    paired_unit = forms.CharField(label=_("Paired unit"), max_length=64)

    def suit(self) -> None:
        names = ("plan", "county_leader", "town_leader", "first_secretary", "paired_unit")
        self.initial = {name: getattr(self.case, name) for name in names}


class AddMeasure(StepForm):
    kind = word(MeasureKind, _("Kind of measure"))
    text = forms.CharField(label=_("Measure"), max_length=200)
    due_on = day(_("Due on"))


class FinishMeasure(StepForm):
    measure = forms.TypedChoiceField(label=_("Measure"), coerce=int)
    done_on = day(_("Done on"))
    result = forms.CharField(label=_("What came of it"), max_length=200)

    def suit(self) -> None:
        rows = self.case.measures.filter(done_on=None).order_by("due_on", "id")
        self.fields["measure"].choices = [(row.pk, row.text) for row in rows]


class Accept(StepForm):
    consequence = _("Every measure is done and was looked at; the office enters the acceptance.")

    accepted_on = day(_("Accepted on"))
    acceptance = text(_("What the acceptance found"))


class Track(StepForm):
    consequence = _("For a year from the acceptance the organisation is watched.")


class Close(StepForm):
    consequence = _("The year is over and the organisation has held; the case ends.")

    outcome = text(_("Outcome"))


class Return(StepForm):
    consequence = _("The organisation has fallen back: the acceptance is taken back, measures follow anew.")

    reason = text(_("Why it goes back"))


FORMS: dict[RectificationStep, type[StepForm]] = {
    RectificationStep.DISMISS: Dismiss,
    RectificationStep.LIST: List,
    RectificationStep.PLAN: Plan,
    RectificationStep.ADD_MEASURE: AddMeasure,
    RectificationStep.FINISH_MEASURE: FinishMeasure,
    RectificationStep.ACCEPT: Accept,
    RectificationStep.TRACK: Track,
    RectificationStep.CLOSE: Close,
    RectificationStep.RETURN: Return,
}
