"""What the ledger of estates without management asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grids.enums import ManagingMode
from grids.forms.estates import ManagedFields
from grids.forms.fields import day, day_input, text
from grids.models import Campaign

SOMEBODY = [(mode.value, mode.label) for mode in ManagingMode if mode != ManagingMode.NONE]


class CampaignForm(forms.ModelForm):
    class Meta:
        model = Campaign
        fields = ("name", "document", "begun_on", "target_on")
        widgets = {"begun_on": day_input(), "target_on": day_input()}


class PlanItem(forms.Form):
    measure = text(_("Planned measure"), rows=2, max_length=200)
    due_on = day(_("Deadline"))


class NoteItem(forms.Form):
    text = text(_("How it is going"), max_length=1000, help_text=_("No names of residents, no telephone numbers."))


class ReportItem(ManagedFields):
    """Who manages the estate now, and what shows it."""

    evidence = text(
        _("Evidence"), required=False, max_length=2000,
        help_text=_("What was decided, and where it can be seen. A photo or document alone will do."),
    )  # fmt: skip
    upload = forms.FileField(label=_("Photo or document"), required=False)

    field_order = ("mode", "company", "since", "evidence", "upload")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["basis"]
        self.fields["mode"].choices = [("", _("Please choose")), *SOMEBODY]


class SendBack(forms.Form):
    reason = text(_("What is missing"), rows=2, max_length=500)
