"""What is said once for many orders."""

from django import forms
from django.utils.translation import gettext_lazy as _

from petitions.forms.fields import text
from petitions.forms.interest import NO_INTEREST


class Sign(forms.Form):
    consequence = _("Signed and in handling, yellow lamp; the sign clocks stop, the contact clocks start.")


class Extend(forms.Form):
    consequence = _("Each due moment moves by the days asked for, counted from where it is.")

    decision = text(_("Note"), rows=2, required=False, help_text=_("The units read this, the same on every order."))
    no_interest = forms.BooleanField(
        label=_("I have no direct interest in any of these matters"),
        error_messages={"required": _("Confirm this, or take out the orders that concern you.")},
    )

    def clean(self) -> dict[str, object]:
        return {name: value for name, value in super().clean().items() if value and name != NO_INTEREST}


class Urge(forms.Form):
    consequence = _("The people of each unit get a notice; a unit is reminded of an order every four hours at most.")

    note = text(_("Note"), rows=2, required=False, max_length=200, help_text=_("The units read this."))
