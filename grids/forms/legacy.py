"""What is asked to enter the code of a departmental grid."""

from django import forms
from django.utils.translation import gettext_lazy as _

from grids.enums import LegacySystem


class EnterLegacy(forms.Form):
    system = forms.ChoiceField(label=_("System"), choices=[("", _("Please choose")), *LegacySystem.choices])
    code = forms.CharField(label=_("Code in that system"), max_length=40)
    name = forms.CharField(label=_("Name in that system"), max_length=64, required=False)
    grid_code = forms.CharField(label=_("Unified grid"), max_length=15, help_text=_("Its code of 15 digits."))
    drawn_on = forms.DateField(
        label=_("Drawn on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day the departmental grid began. New ones are refused, unless for an industry grid."),
    )  # fmt: skip
