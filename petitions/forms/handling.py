"""What the unit is asked as it signs, calls, returns and replies."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core import masking
from petitions.enums import ContactMethod, ContactOutcome, ResultCode, ReturnReason
from petitions.forms.base import ActionForm
from petitions.forms.fields import UnitField, day, past_moment, text, word


class Sign(ActionForm):
    consequence_text = _("Signed and in handling, yellow lamp; the sign clock stops, the contact clock starts.")

    handler_name = forms.CharField(
        label=_("Handler"), max_length=64, required=False, help_text=_("Left empty, it is yourself.")
    )
    handler_phone = forms.CharField(label=_("Handler's office phone"), max_length=30, required=False)


class UndoSign(ActionForm):
    consequence_text = _("Unsigned again; the sign clock goes on as if nothing had happened.")


class RequestReturn(ActionForm):
    consequence_text = _("Goes to the dispatcher to decide; the handle clock pauses. A unit may ask once for an order.")

    reason = word(ReturnReason, _("Reason"))
    basis = text(_("Legal basis or item of the duty list"), help_text=_("For R2 the grid, for R5 the other order."))
    suggested = UnitField(label=_("Unit that should lead"), required=False)
    new_facts = text(
        _("New facts found on site"), rows=2, required=False,
        help_text=_("Only after the return window, within one more working day."),
    )  # fmt: skip


class Contact(ActionForm):
    consequence_text = _("Stays with the unit; the contact clock stops once the petitioner is reached.")

    method = word(ContactMethod, _("By"))
    outcome = word(ContactOutcome, _("Outcome"))
    call_ref = forms.CharField(label=_("Masked call id"), max_length=40, required=False)
    note = text(_("Note"), rows=2, required=False)


class Secure(ActionForm):
    consequence_text = _("The danger clock stops; the handle clock runs on.")

    note = text(_("How the danger was removed"), rows=2)


class Submit(ActionForm):
    consequence_text = _("Goes to the office for review, green lamp; the handle clock stops.")

    result_code = word(ResultCode, _("Result"))
    planned_on = day(_("Planned for"), required=False, help_text=_("Only for a planned result."))
    public_text = text(
        _("Reply to the petitioner"), rows=5,
        help_text=_("What was done, when, on which basis. No names, phone numbers, plates or door numbers."),
    )  # fmt: skip
    measures = text(_("Measures taken"), rows=2, required=False)
    internal_note = text(
        _("Internal note"), rows=2, required=False, help_text=_("For the office; the petitioner does not read it.")
    )
    told_at = past_moment(_("Petitioner told at"), required=False)
    told_method = word(ContactMethod, _("Petitioner told by"), required=False)
    approved_by = forms.CharField(
        label=_("Approved by"), max_length=64, required=False, help_text=_("The leader of your unit in charge.")
    )  # fmt: skip

    def clean_public_text(self) -> str:
        """Practice §2.11: a reply that is published names nobody. The office's own telephone may stand in it."""
        said = self.cleaned_data["public_text"]
        found = [said[one.start : one.end] for one in masking.find_personal(said) if _names_somebody(said, one)]
        if found:
            raise forms.ValidationError(
                _("The reply contains what may point to a person: %(found)s. Take it out.")
                % {"found": str(_(", ")).join(found)},
                code="personal",
            )
        return said

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("result_code") == ResultCode.PLANNED and not data.get("planned_on"):
            self.add_error("planned_on", _("A planned result needs the date it is planned for."))
        return data


def _names_somebody(text: str, finding: masking.Finding) -> bool:
    return finding.kind != masking.Personal.PHONE or text[finding.start : finding.end].lstrip("+86 -").startswith("1")
