"""What the office is asked as it reviews, verifies, calls back and closes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from petitions import verification
from petitions.enums import (
    Contacted,
    ContactMethod,
    DissatisfactionCause,
    FinalGround,
    Solved,
    Status,
    VerificationMethod,
)
from petitions.forms.base import ActionForm
from petitions.forms.fields import past_moment, text, word
from petitions.forms.interest import Interest
from petitions.models import WorkOrder

RATINGS = [
    (5, _("5 very satisfied")),
    (4, _("4 satisfied")),
    (3, _("3 fairly satisfied")),
    (2, _("2 dissatisfied")),
    (1, _("1 very dissatisfied")),
]
BAD = (1, 2)


class Repair(ActionForm):
    consequence_text = _("Back to the unit; its handle clock goes on, with one working day at least.")

    reason = text(_("What the reply lacks"), help_text=_("The unit reads this."))


class ToVerification(ActionForm):
    consequence_text = _("Goes to be verified, green lamp; the handle clock ends, the verification clock starts.")


class ToFollowUp(ActionForm):
    consequence_text = _("Goes to be followed up, orange lamp; the handle clock ends, the follow-up clock starts.")


class Verify(Interest):
    consequence_text = _(
        "Goes to be followed up, orange lamp; the verification clock stops, the follow-up clock starts."
    )

    method = word(VerificationMethod, _("How it was verified"), initial=VerificationMethod.SITE)
    looked_at = past_moment(_("Looked at"), required=False)
    finding = text(_("Finding"), help_text=_("What was looked at, where and when."))


class FailVerification(Interest):
    consequence_text = _(
        "Back to the unit for rework, yellow lamp; the verification clock stops, the rework clock starts."
    )

    method = word(VerificationMethod, _("How it was verified"), initial=VerificationMethod.SITE)
    looked_at = past_moment(_("Looked at"), required=False)
    finding = text(_("Finding"), help_text=_("What is not done. The unit reads this."))


class CloseWithoutCall(ActionForm):
    consequence_text = _(
        "Closed, all clocks stop; nobody is called, so it stays outside the solved and satisfied rates."
    )

    finding = text(_("Finding"), help_text=_("What was looked at, where and when."))

    def suit(self, order: WorkOrder) -> None:
        if order.status != Status.VERIFYING:
            del self.fields["finding"]


class MissCall(ActionForm):
    note = text(_("Note"), rows=2, required=False)

    @classmethod
    def consequence(cls, order: WorkOrder) -> str:
        left = max(verification.ATTEMPTS - order.missed_calls - 1, 0)
        if left:
            return str(_("Stays in follow-up; after %(left)s more unanswered calls it may be closed unrated.")) % {
                "left": left
            }
        return str(_("Stays in follow-up and may then be closed unrated."))


class Answers(ActionForm):
    """Q1 to Q5 of practice §2.10."""

    contacted = word(Contacted, _("Q1 Did the unit contact you in time?"), required=False)
    solved = word(Solved, _("Q2 Is the matter solved?"))
    rating = forms.TypedChoiceField(
        label=_("Q3 How satisfied are you?"), choices=[("", _("Please choose")), *RATINGS], coerce=int,
        empty_value=None, required=False,
    )  # fmt: skip
    cause = word(
        DissatisfactionCause, _("Cause"), required=False,
        help_text=_("Where the matter is not solved, or the petitioner is dissatisfied."),
    )  # fmt: skip
    comment = text(_("Q4 Anything else?"), rows=2, required=False)
    may_publish = forms.BooleanField(label=_("Q5 May be published without a name"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        is_unhappy = data.get("solved") not in (None, "", Solved.SOLVED) or data.get("rating") in BAD
        if is_unhappy and not data.get("cause"):
            self.add_error("cause", _("Say what the cause is: it decides whether the unit has to rework."))
        return data


class ProposeFinal(ActionForm):
    consequence_text = _("Goes to the deputy convener, who seals the reply or refuses it.")

    ground = word(FinalGround, _("Ground"))
    basis = text(_("Law, policy and facts"))


class RefuseFinal(Interest):
    consequence_text = _("Stays where it is; the unit goes on, or the office decides anew.")

    decision = text(_("Decision and its grounds"), rows=2)


class FinalReply(Interest):
    consequence_text = _("Closed with a final reply, all clocks stop; how the petitioner rated it still counts.")

    letter = text(_("Reply letter"), rows=6, help_text=_("The petitioner reads this."))
    told_method = word(ContactMethod, _("Delivered by"))


class Close(Answers):
    consequence_text = _("Closed, all clocks stop; the petitioner's answers count in the rates.")

    def suit(self, order: WorkOrder) -> None:
        """After three unanswered calls an order may be closed without an answer."""
        self.fields["solved"].required = order.missed_calls < verification.ATTEMPTS


class ProposeRework(Answers):
    consequence_text = _("Goes to the office, which orders rework or closes with an explanation; the clock runs on.")


class Rework(Interest):
    demand = text(_("What the unit still has to do"), help_text=_("The unit reads this, not the petitioner's answers."))

    @classmethod
    def consequence(cls, order: WorkOrder) -> str:
        return str(_("Back to the unit, round %(round)s, yellow lamp; the rework clock starts.")) % {
            "round": order.round + 1
        }


class Reopen(ActionForm):
    reason = text(_("New fact or reason"))

    @classmethod
    def consequence(cls, order: WorkOrder) -> str:
        return str(_("Open again with the unit that led, round %(round)s; the rework clock starts.")) % {
            "round": order.round + 1
        }
