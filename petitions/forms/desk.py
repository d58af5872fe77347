"""What the office is asked when it takes in, gives out, and settles who is responsible."""

from django import forms
from django.utils.translation import gettext_lazy as _

from petitions.enums import NotAcceptedReason, PetitionKind, Urgency
from petitions.forms.base import ActionForm
from petitions.forms.fields import CategoryField, UnitField, UnitsField, text, word
from petitions.forms.interest import Interest
from petitions.models import WorkOrder


class Accept(ActionForm):
    consequence_text = _(
        "Accepted, then dispatched by the duty list; the intake clock stops, the dispatch clock starts."
    )

    category = CategoryField()
    urgency = word(Urgency, _("Urgency"), required=False)
    kind = word(PetitionKind, _("Kind"), required=False)

    def suit(self, order: WorkOrder) -> None:
        self.initial = {"category": order.category, "urgency": order.urgency, "kind": order.kind} | self.initial


class Refuse(ActionForm):
    consequence_text = _("Ends as not accepted, all clocks stop; the petitioner is told the channel you name.")

    reason_code = word(NotAcceptedReason, _("Reason"))
    passed_to = forms.CharField(
        label=_("Emergency passed to"), max_length=40, required=False, help_text=_("For N1: 110, 119, 120 or 122.")
    )  # fmt: skip
    channel_text = text(_("Where the petitioner can turn to"), help_text=_("The petitioner reads this."))


class Answer(ActionForm):
    consequence_text = _("Ends as answered directly; all clocks stop.")

    text = text(_("Answer"), help_text=_("The petitioner reads this."))


class Merge(ActionForm):
    consequence_text = _("The petition joins the order you name and this order ends; the petitioner is still answered.")

    primary = forms.ModelChoiceField(
        WorkOrder.objects.none(), label=_("Number of the order it belongs to"), to_field_name="number",
        widget=forms.TextInput(attrs={"placeholder": "GD…", "autocomplete": "off"}),
        error_messages={"invalid_choice": _("There is no such order, or you may not see it.")},
    )  # fmt: skip
    reason = text(_("Why it is the same matter"), rows=2)

    def suit(self, order: WorkOrder) -> None:
        self.fields["primary"].queryset = WorkOrder.objects.visible_to(self.by)


class Unmerge(ActionForm):
    consequence_text = _("Becomes an order of its own again, with its numbers and the time its clock had left.")

    reason = text(_("Why it is not the same matter"), rows=2)


class Dispatch(ActionForm):
    consequence_text = _("Goes to the lead to be signed, yellow lamp; the sign clock and the handle clock start.")

    lead = UnitField(label=_("Lead"))
    assists = UnitsField(label=_("Assists"), required=False, help_text=_("Hold Ctrl to choose several."))
    instructions = text(_("Instructions"), rows=2, required=False)

    def suit(self, order: WorkOrder) -> None:
        self.initial = {"lead": order.lead} | self.initial


class Reassign(Dispatch):
    consequence_text = _(
        "Goes to the new lead to be signed; new clocks start, the former lead is released and told why."
    )

    reason = text(_("Reason"), rows=2)

    field_order = ("lead", "assists", "reason", "instructions")

    def suit(self, order: WorkOrder) -> None:
        """The lead is what changes, so the present one is not filled in."""


class DecideReturn(Interest):
    decision = text(_("Decision and its grounds"), help_text=_("The unit reads this."))


class ApproveReturn(DecideReturn):
    consequence_text = _("Goes back to be dispatched; the unit is released, its handle clock is cancelled.")


class RejectReturn(DecideReturn):
    consequence_text = _("Goes back to the unit, which may not ask again; its handle clock goes on.")


class EndorseReturn(Interest):
    consequence_text = _("Stays under review; a second person may then approve the return.")


class Withdraw(ActionForm):
    consequence_text = _("Ends as withdrawn, all clocks stop; it counts in the volume and in no rate.")

    confirmed = forms.BooleanField(label=_("The petitioner confirmed this when called back at the same number"))
    reason = text(_("Reason"), rows=2, required=False)


class RaiseUrgency(ActionForm):
    consequence_text = _("The clocks run by the shorter limits from now on; nothing is due later than it was.")

    urgency = word(Urgency, _("Urgency"))
    reason = text(_("Reason"), rows=2)

    def suit(self, order: WorkOrder) -> None:
        higher = {Urgency.NORMAL: ("urgent", "critical"), Urgency.URGENT: ("critical",)}.get(order.urgency, ())
        field = self.fields["urgency"]
        field.choices = [choice for choice in field.choices if choice[0] in ("", *higher)]


class Recuse(ActionForm):
    consequence_text = _("You decide nothing about this order any more; others see that you stepped back.")

    reason = text(_("Interest in the matter"), rows=2)
