"""What is asked as a unit is driven, and as an integrity alert is looked into."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from petitions import supervision_steps
from petitions.enums import SupervisionLevel, SupervisionTrigger
from petitions.forms.fields import day, text, word
from petitions.models import SupervisionOrder
from petitions.supervision_steps import NEXT, Step

USUAL_DEMAND = _("Find out the cause, put it right, and report cause, measure and date in writing.")


class StepForm(forms.Form):
    """What one step asks for. Names of fields are the arguments of the rule."""

    consequence_text = ""

    def __init__(self, *args: Any, row: SupervisionOrder, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row, self.by = row, by
        self.suit()

    def suit(self) -> None:
        """Fit the fields to the row and the person."""

    @property
    def consequence(self) -> str:
        return str(self.consequence_text)


class Issue(StepForm):
    consequence_text = _("Goes to the unit under your name and gets its number; the time for the reply starts.")

    level = forms.ChoiceField(label=_("Level"), help_text=_("The levels you may approve."))
    reason = text(_("What is stuck"), help_text=_("The unit reads this. Nothing the petitioner answered, no names."))
    demand = text(_("What is demanded"))

    def suit(self) -> None:
        levels = supervision_steps.levels_for(self.by, self.row)
        self.fields["level"].choices = [(level.value, level.label) for level in levels]
        self.initial = {
            "level": self.row.level, "reason": self.row.reason, "demand": self.row.demand or USUAL_DEMAND,
        }  # fmt: skip


class Drop(StepForm):
    consequence_text = _("The draft ends here; the unit never hears of it.")

    reason = text(_("Why it is dropped"), rows=2)


class RaiseTo(StepForm):
    level = forms.CharField(widget=forms.HiddenInput)
    demand = text(_("What is demanded"))

    def suit(self) -> None:
        self.initial = {"level": NEXT.get(SupervisionLevel(self.row.level), ""), "demand": self.row.demand}

    @property
    def consequence(self) -> str:
        level = NEXT.get(SupervisionLevel(self.row.level))
        said = _("Becomes a %(level)s under your name; time that is over begins anew, time that is left runs on.")
        return str(said) % {"level": level.label if level else ""}


class Reply(StepForm):
    consequence_text = _("Goes to the office; the time for the reply stops. Somebody outside the unit writes it off.")

    cause = text(_("Cause"))
    measure = text(_("Measure"))
    done_on = day(_("To be done by"))

    def suit(self) -> None:
        row = self.row
        self.initial = {"cause": row.reply_cause, "measure": row.reply_measure, "done_on": row.reply_done_on}


class SendBack(StepForm):
    consequence_text = _("Goes back to the unit; the time for the reply starts anew.")

    demand = text(_("What the reply lacks"), help_text=_("The unit reads this."))


class WriteOff(StepForm):
    consequence_text = _("Written off: the supervision ends.")

    evidence = text(
        _("Evidence"),
        help_text=_("What was seen, where, when and by whom; the unit reads this. Photos belong to the order's files."),
    )


FORMS: dict[Step, type[StepForm]] = {
    Step.ISSUE: Issue,
    Step.DROP: Drop,
    Step.RAISE: RaiseTo,
    Step.REPLY: Reply,
    Step.SEND_BACK: SendBack,
    Step.WRITE_OFF: WriteOff,
}


class Draft(forms.Form):
    """By hand, from an order."""

    trigger = word(SupervisionTrigger, _("Occasion"))
    reason = text(_("What is stuck"), help_text=_("The unit reads this. Nothing the petitioner answered, no names."))
    demand = text(_("What is demanded"), initial=USUAL_DEMAND)


class Urge(forms.Form):
    note = text(_("Note"), rows=2, required=False, max_length=200, help_text=_("The unit reads this."))


class LookInto(forms.Form):
    outcome = text(_("Outcome"), help_text=_("What was found and what was done about it."))


class Report(forms.Form):
    note = text(
        _("What was said or seen"), help_text=_("Without name or number of the petitioner."), max_length=500
    )  # fmt: skip
