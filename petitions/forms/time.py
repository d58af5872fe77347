"""What is asked for more time, for a suspension, and by whoever grants it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from petitions.enums import ExtensionReason, SuspensionCause, Track
from petitions.forms.base import ActionForm
from petitions.forms.fields import day, past_moment, text, word
from petitions.forms.interest import Interest
from petitions.models import WorkOrder


class RequestExtension(ActionForm):
    consequence_text = _("Stays in handling; the clock runs on until the extension is granted.")

    reason = word(ExtensionReason, _("Reason"))
    days = forms.IntegerField(label=_("Days more"), min_value=1, max_value=30)
    plan = text(_("What will be done until then"))
    told_at = past_moment(_("Petitioner told of the reason at"))

    def suit(self, order: WorkOrder) -> None:
        if order.track == Track.XINFANG:
            self.fields["days"].help_text = _("Calendar days, 30 at most, once.")
        elif order.category and order.category.is_long_cycle:
            self.fields["days"].help_text = _("Working days, 3 at most, three times.")
        else:
            self.fields["days"].help_text = _("Working days, 5 at most, once.")


class Extend(Interest):
    consequence_text = _("The due moment moves by the days asked for, counted from where it is.")

    decision = text(_("Note"), rows=2, required=False)


class Decide(Interest):
    decision = text(_("Decision and its grounds"), rows=2, help_text=_("The unit reads this."))


class RefuseExtension(Decide):
    consequence_text = _("The due moment stays where it is.")


class RequestSuspension(ActionForm):
    consequence_text = _("Stays in handling until the deputy convener decides; the clocks run on.")

    ground = word(SuspensionCause, _("Cause"))
    interim_measure = text(_("Interim measure"), rows=2, help_text=_("What eases the matter until it can be solved."))
    plan = text(_("Plan and milestones"))
    owner_name = forms.CharField(label=_("Leader who answers for it"), max_length=64)
    review_on = day(_("To be looked at again on"), help_text=_("Within 30 days."))
    told_at = past_moment(_("Petitioner told at"))


class Suspend(Interest):
    consequence_text = _(
        "Suspended and in the ledger; the handle clock and the contact clock pause until it is resumed."
    )

    decision = text(_("Note"), rows=2, required=False)


class RefuseSuspension(Decide):
    consequence_text = _("Stays in handling; the clocks run on.")


class RenewSuspension(Interest):
    consequence_text = _("Stays suspended until the next review.")

    review_on = day(_("To be looked at again on"), help_text=_("Within 30 days, and 180 days in all."))
    decision = text(_("Why it cannot be solved yet"), rows=2)


class Resume(ActionForm):
    consequence_text = _("Back in handling, yellow lamp; the clocks go on with the time they had left.")

    reason = text(_("Why it can go on"), rows=2)
