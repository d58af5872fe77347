"""What is asked for a fact slip, and for its answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal
from petitions.forms.fields import text


class WriteSlip(forms.Form):
    party = forms.CharField(
        label=_("Company, shop or other party"), max_length=100, required=False,
        help_text=_("Empty: the slip goes to the department complained about. Others get it on paper."),
    )  # fmt: skip
    place = forms.CharField(label=_("Place"), max_length=200, help_text=_("At most the building, never a door."))
    facts = text(_("Facts"), help_text=_("What is the case there, in your words and not the petitioner's."))
    demand = text(_("What is demanded"), rows=2)

    def refuse(self, refusals: tuple[Refusal, ...]) -> None:
        for refusal in refusals:
            self.add_error(refusal.field or None, refusal.detail)


class AnswerSlip(forms.Form):
    answer = text(_("Answer"), max_length=5000)
