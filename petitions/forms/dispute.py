"""What is asked when units dispute an order: its reference, the positions of both sides, the award."""

from django import forms
from django.utils.translation import gettext_lazy as _

from petitions.enums import ArbitrationCause
from petitions.forms.base import ActionForm
from petitions.forms.desk import Reassign
from petitions.forms.fields import text, word
from petitions.forms.interest import Interest
from petitions.models import Arbitration, WorkOrder


class Arbitrate(ActionForm):
    consequence_text = _(
        "Goes to arbitration; the handle clock pauses, the arbitration clock starts. Until the award the unit that "
        "has the order answers for it."
    )

    ground = word(ArbitrationCause, _("Cause"))
    reason = text(_("What is disputed"), help_text=_("Who says what, on which legal ground."))
    duty_opinion = text(_("Opinion on duties"), rows=2, required=False)
    law_opinion = text(_("Opinion on law"), rows=2, required=False)


class StatePosition(ActionForm):
    consequence_text = _("The arbitrators read it beside that of the other side.")

    basis = text(_("Legal texts or item of the duty list"), rows=2)
    text = text(_("Position of your unit"))

    field_order = ("text", "basis")


class Award(Interest, Reassign):
    consequence_text = _("Goes to the lead you name, who may not return it; new sign and handle clocks start.")

    duty_change = text(
        _("Change to the duty list"), rows=2, required=False,
        help_text=_("Proposed to whoever keeps the list; empty where the list is clear."),
    )  # fmt: skip

    field_order = ("lead", "assists", "reason", "duty_change", "instructions")

    def suit(self, order: WorkOrder) -> None:
        """What a first arbitrator proposed is filled in: the second one agrees to it, or proposes anew."""
        dispute = Arbitration.objects.select_related("proposed_lead").filter(work_order=order, decided_at=None).first()
        if dispute and dispute.proposed_lead:
            proposed = {
                "lead": dispute.proposed_lead.code, "assists": dispute.proposed_assists,
                "reason": dispute.proposed_reason, "duty_change": dispute.duty_change,
            }  # fmt: skip
            self.initial = proposed | self.initial


class ProposeAward(Award):
    consequence_text = _("Stays in arbitration until another arbitrator awards it.")

    def suit(self, order: WorkOrder) -> None:
        super().suit(order)
        self.fields["instructions"].widget = forms.HiddenInput()
