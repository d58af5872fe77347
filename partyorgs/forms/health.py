"""What is asked when a round is opened and when an organisation is checked."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partyorgs.enums import Basic
from partyorgs.forms.fields import OrganizationField, day, text
from partyorgs.models import HealthItem, HealthRound, HealthTemplate


class OpenRound(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=64)
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    root = OrganizationField(label=_("For all below"))
    template = forms.ModelChoiceField(
        HealthTemplate.objects.order_by("name"), label=_("Template"), required=False, empty_label=_("the usual one")
    )
    due_on = day(_("Due on"))

    def clean_title(self) -> str:
        title = self.cleaned_data["title"]
        if HealthRound.objects.filter(title=title).exists():
            raise forms.ValidationError(_("A round of this title exists. Choose another one."))
        return title


class Check(forms.Form):
    """The points of each item, grouped by the five basics; then what has to be put right."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    prescription = text(
        _("Prescription"), required=False, help_text=_("What the organisation has to put right. Name nobody.")
    )
    rectify_by = day(_("To be put right by"), required=False)

    def __init__(self, *args: Any, items: Sequence[HealthItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            self.fields[_name(item)] = forms.DecimalField(
                label=item.text, min_value=0, max_value=item.points, max_digits=4, decimal_places=1,
                help_text=_("at most %(points)s") % {"points": f"{item.points.normalize():f}"},
                widget=forms.NumberInput({"step": "0.5", "inputmode": "decimal"}),
            )  # fmt: skip

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(basic.label, [self[_name(item)] for item in self.items if item.basic == basic]) for basic in Basic]

    @property
    def closing(self) -> list[forms.BoundField]:
        return [self["prescription"], self["rectify_by"]]

    @property
    def said(self) -> dict[str, Any]:
        """Arguments of the rule."""
        given = self.cleaned_data
        return {
            "number": given["number"], "prescription": given["prescription"], "rectify_by": given["rectify_by"],
            "scores": {item: given[_name(item)] for item in self.items},
        }  # fmt: skip


def _name(item: HealthItem) -> str:
    return f"item-{item.pk}"
