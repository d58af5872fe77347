"""What is asked about a letters and visits matter."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from petitions.enums import StatutoryClass
from petitions.forms.fields import past_moment, text, word
from petitions.models import WorkOrder
from petitions.statutory import REPRESENTATIVES


class Register(forms.Form):
    statutory_class = word(StatutoryClass, _("Class of the matter"))
    representatives = forms.IntegerField(
        label=_("Representatives, where a group came"), min_value=1, max_value=REPRESENTATIVES, initial=1,
        help_text=_("Up to five (art. 20)."),
    )  # fmt: skip


class HandOver(forms.Form):
    organ = forms.CharField(label=_("Discipline organ"), max_length=100)
    handed_at = past_moment(_("Handed over at"))


class LeadInto(forms.Form):
    channel_text = text(_("Which procedure decides, and how to begin it"), help_text=_("The petitioner reads this."))


class SameMatter(forms.Form):
    earlier = forms.ModelChoiceField(
        WorkOrder.objects.none(), label=_("Number of the earlier order"), to_field_name="number",
        widget=forms.TextInput(attrs={"placeholder": "GD…", "autocomplete": "off"}),
        error_messages={"invalid_choice": _("There is no such order, or you may not see it.")},
    )  # fmt: skip

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["earlier"].queryset = WorkOrder.objects.visible_to(by)


class AskReview(forms.Form):
    opinion_at = past_moment(_("Petitioner received the opinion at"))
    asked_at = past_moment(_("Asked for at"))
    reason = text(_("What the petitioner objects to"))


class DecideReview(forms.Form):
    opinion = text(_("Opinion"), help_text=_("The petitioner reads this."))


class Hearing(forms.Form):
    """A hearing begins, or ends, now."""
