"""What a caller asks and the office decides afterwards."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from petitions import verification
from petitions.enums import Action, Contacted, DissatisfactionCause, Solved
from petitions.forms.base import ActionForm
from petitions.forms.fields import day, text, word
from petitions.forms.judging import RATINGS, Answers, Close, ProposeRework
from petitions.models import FollowUp, WorkOrder
from petitions.verification import Outcome

FORM_OF = {Outcome.CLOSE: Close, Outcome.OFFICE: ProposeRework}
ACTION_OF = {Outcome.CLOSE: Action.CLOSE, Outcome.OFFICE: Action.PROPOSE_REWORK}
STANDING = ("contacted", "solved", "rating", "may_publish")  # what a second reading does not change


class Call(Answers):
    """Q1 to Q5 as one press each; what they lead to is a rule, not the caller's choice."""

    def suit(self, order: WorkOrder) -> None:
        choices = {
            "contacted": Contacted.choices,
            "solved": Solved.choices,
            "rating": [*RATINGS, ("", _("does not say"))],
            "cause": DissatisfactionCause.choices,
        }
        for name, offered in choices.items():
            self.fields[name].widget = forms.RadioSelect(choices=offered)

    @property
    def outcome(self) -> Outcome:
        return verification.outcome(self.cleaned_data["solved"])

    @property
    def action(self) -> Action:
        return ACTION_OF[self.outcome]

    @property
    def what_follows(self) -> str:
        return FORM_OF[self.outcome].consequence(self.order)


class CloseAfterAll(ActionForm):
    """The office reads a proposed rework a second time and finds that the unit's handling is not the cause
    (practice §2.10): the petitioner's answers stand, their cause is another."""

    consequence_text = _("Closed without rework, all clocks stop; the petitioner's answers count in the rates.")

    cause = word(DissatisfactionCause, _("What the cause really is"))
    plan_on = day(_("Promised for"), required=False, help_text=_("Needed where the matter is partly solved."))
    comment = text(_("How it was explained to the petitioner"), rows=2)

    def __init__(self, *args: Any, answered: FollowUp | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answered = answered
        self.fields["cause"].choices = [
            (value, label) for value, label in self.fields["cause"].choices if value != DissatisfactionCause.HANDLING
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.answered and self.answered.solved == Solved.PARTLY and not data.get("plan_on"):
            self.add_error("plan_on", _("The matter is partly solved: say when the rest will be done."))
        return data

    @property
    def said(self) -> dict[str, Any]:
        stands = {name: getattr(self.answered, name) for name in STANDING} if self.answered else {}
        return stands | super().said
