"""What is asked where petitions about one matter meet: which order it is, and what those who joined it say."""

from django import forms
from django.utils.translation import gettext_lazy as _

from petitions.forms.call import Call
from petitions.models import WorkOrder


class Compare(forms.Form):
    into = forms.CharField(
        label=_("Number of the order it belongs to"), max_length=20,
        widget=forms.TextInput({"placeholder": "GD…", "autocomplete": "off"}),
    )  # fmt: skip


class Told(Call):
    """Somebody who joined was told what became of the matter. Whoever only listens need not answer."""

    consequence_text = _("Kept with this petition and read by the office; the order and its rates stay as they are.")

    def suit(self, order: WorkOrder) -> None:
        super().suit(order)
        self.fields["solved"].required = False
