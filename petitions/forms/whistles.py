"""What is asked of a street that blows a whistle, and of everybody who answers it."""

from functools import cache
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import masking
from core.actors import Actor
from core.refusals import Refusal
from grids import codes
from grids.enums import Level
from grids.models import Area
from partyorgs.enums import DepartmentKind
from petitions.enums import WhistleKind, WhistleView
from petitions.forms import choices
from petitions.forms.fields import UnitField, text, word
from petitions.models import Whistle, WhistleCall, WorkOrder
from petitions.whistle_steps import Step

MOST_CALLED = 8
RATINGS = [
    (5, _("5 came at once and settled it")),
    (4, _("4 good")),
    (3, _("3 did its part")),
    (2, _("2 slow or half done")),
    (1, _("1 of no help")),
]


class BlowForm(forms.Form):
    """Departments are called in rows of two fields: which unit, for which piece of the work."""

    kind = word(
        WhistleKind, _("Kind of whistle"),
        help_text=_("Emergency: danger now. Enforcement: several powers at once. Key work: a hard issue."),
    )  # fmt: skip
    street = forms.ModelChoiceField(label=_("Street"), queryset=Area.objects.none(), to_field_name="code")
    place = forms.CharField(label=_("Place"), max_length=200)
    reason = text(
        _("What is beyond the street's power"), rows=3,
        help_text=_("What was found and what the street cannot do. Whoever is called reads it: name nobody."),
    )  # fmt: skip
    orders = forms.CharField(
        label=_("Linked orders"), required=False, max_length=200,
        help_text=_("Numbers of open orders of this street. They cannot be submitted until the whistle has ended."),
    )  # fmt: skip
    meeting_place = forms.CharField(label=_("Where to meet"), required=False, max_length=200)
    meeting_at = forms.DateTimeField(
        label=_("When to meet"), required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        streets = streets_of(by)
        self.fields["street"].queryset = streets
        self.fields["street"].empty_label = None
        units = cache(_callable)
        for place in range(1, MOST_CALLED + 1):
            unit = UnitField(label=_("Department %(n)s") % {"n": place}, required=place == 1)
            unit.offer(units)
            self.fields[f"unit_{place}"] = unit
            self.fields[f"piece_{place}"] = forms.CharField(
                label=_("Piece of work %(n)s") % {"n": place}, required=place == 1, max_length=500
            )

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"unit_{place}"], self[f"piece_{place}"]) for place in range(1, MOST_CALLED + 1)]

    @property
    def is_more_open(self) -> bool:
        """Rows beyond the third are out of sight while they are empty."""
        return any(field.value() or field.errors for row in self.rows[3:] for field in row)

    def clean_reason(self) -> str:
        """Whoever is called reads it, linked orders or not: it points to no petitioner (practice §2.11)."""
        said = self.cleaned_data["reason"]
        found = [said[one.start : one.end] for one in masking.find_personal(said)]
        if found:
            raise forms.ValidationError(
                _("This may point to a person: %(found)s. Take it out."), code="personal",
                params={"found": str(_(", ")).join(found)},
            )  # fmt: skip
        return said

    def clean_orders(self) -> list[WorkOrder]:
        wanted = self.cleaned_data["orders"].replace(",", " ").replace("，", " ").replace("、", " ").split()
        found = list(WorkOrder.objects.visible_to(self.by).filter(number__in=wanted).order_by("id"))
        unknown = set(wanted) - {order.number for order in found}
        if unknown:
            raise forms.ValidationError(
                _("There is no such order, or you may not see it: %(numbers)s."), code="unknown_order",
                params={"numbers": ", ".join(sorted(unknown))},
            )  # fmt: skip
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for place in range(2, MOST_CALLED + 1):
            if data.get(f"piece_{place}") and not data.get(f"unit_{place}"):
                self.add_error(f"unit_{place}", _("Choose the department that does this piece."))
        return data

    @property
    def said(self) -> dict[str, Any]:
        """What `whistles.blow()` wants to know."""
        data = self.cleaned_data
        plain = ("kind", "street", "place", "reason", "orders", "meeting_place", "meeting_at")
        pairs = ((data.get(f"unit_{place}"), data.get(f"piece_{place}", "")) for place in range(1, MOST_CALLED + 1))
        return {name: data[name] for name in plain} | {"calls": [(unit, piece) for unit, piece in pairs if unit]}

    def refuse(self, refusal: Refusal) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.detail)


def streets_of(actor: Actor) -> Any:
    """Streets for which this person may blow a whistle."""
    streets = Area.objects.active(timezone.localdate()).filter(level=Level.STREET)
    covered = Q(pk__in=())
    for area_code in actor.area_codes("street_coordinator"):
        covered |= Q(code__startswith=codes.prefix(area_code))
    return streets.filter(covered).order_by("code")


def _callable() -> list[choices.Group]:
    """Streets are not called by streets."""
    return [group for group in choices.units() if group[0] != DepartmentKind.STREET.label]


# --- answering


class StepForm(forms.Form):
    """One step with a whistle; names of fields are those of the rule."""

    consequence = ""

    def __init__(self, *args: Any, whistle: Whistle, call: WhistleCall | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suit(whistle, call)

    def suit(self, whistle: Whistle, call: WhistleCall | None) -> None:
        """Fit the fields to the whistle."""

    @property
    def said(self) -> dict[str, Any]:
        return self.cleaned_data


class Arrive(StepForm):
    consequence = _("The response clock stops now, with the time of sending.")

    officer_name = forms.CharField(
        label=_("Officer on duty who came"), max_length=64, help_text=_("The name of an official, nobody else's.")
    )


class Report(StepForm):
    consequence = _("The street reads it and rates your part.")

    result = text(_("Result of your piece of the work"))


class Respond(StepForm):
    consequence = _("The street and the office read it; it does not change your rating.")

    view = word(WhistleView, _("Was the whistle right?"))
    note = text(_("Why"), rows=2, required=False, help_text=_("Needed where it was partly or not justified."))


class Rate(StepForm):
    consequence = _("The department and the office read it, other departments do not.")

    rating = forms.TypedChoiceField(
        label=_("Rating"), choices=[("", _("Please choose")), *RATINGS], coerce=int, empty_value=None
    )
    note = text(_("Why"), rows=2)


class End(StepForm):
    consequence = _("The whistle is over: clocks of departments that have not come stop, linked orders go on.")

    result = text(_("What has been achieved"))

    def suit(self, whistle: Whistle, call: WhistleCall | None) -> None:
        for missing in (each for each in whistle.calls.all() if each.arrived_at is None):
            label = _("Why it can end without %(unit)s") % {"unit": missing.department.short_name}
            self.fields[f"absent_{missing.department_id}"] = text(label, rows=2)

    @property
    def said(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        absent = {int(name.removeprefix("absent_")): said for name, said in data.items() if name != "result"}
        return {"result": data["result"], "absent": absent}


class Judge(StepForm):
    consequence = _("Counts in the share of whistles that were not justified; the street and all called read it.")

    verdict = word(WhistleView, _("Was the whistle justified?"))
    note = text(_("Why"), rows=2, required=False, help_text=_("Needed where it was partly or not justified."))


FORMS: dict[Step, type[StepForm]] = {
    Step.ARRIVE: Arrive,
    Step.REPORT: Report,
    Step.RESPOND: Respond,
    Step.RATE: Rate,
    Step.END: End,
    Step.JUDGE: Judge,
}
