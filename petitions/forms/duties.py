"""What the duty matrix is asked for: which items, on which day, beside which other day."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partyorgs.enums import DutyListKind
from petitions.matrix import DISPUTED, GAP, OVERLAP

DISPATCHED_BY = ""  # no one list: the items that petitions go by
DAY = {"type": "date"}


class MatrixForm(forms.Form):
    """All of it stands in the address, so that a link shows the same matrix."""

    duty_list = forms.ChoiceField(label=_("Duty list"), required=False)
    category = forms.ChoiceField(label=_("Field"), required=False)
    only = forms.MultipleChoiceField(
        label=_("Only"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(GAP, _("gaps")), (OVERLAP, _("overlaps")), (DISPUTED, _("disputed"))],
    )
    unreachable = forms.BooleanField(label=_("Seen but out of reach"), required=False)
    on = forms.DateField(label=_("As of"), required=False, widget=forms.DateInput(DAY))
    against = forms.DateField(label=_("Compared with"), required=False, widget=forms.DateInput(DAY))

    def __init__(self, *args: Any, fields_of_work: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["duty_list"].choices = [(DISPATCHED_BY, _("items petitions go by")), *DutyListKind.choices]
        self.fields["category"].choices = [("", _("every field")), *fields_of_work]

    def asked(self) -> dict[str, Any]:
        """What made sense; the rest is left out, and the page says so."""
        self.is_valid()
        said = {name: self.cleaned_data.get(name) for name in self.fields}
        return said | {"on": said["on"] or timezone.localdate(), "only": said["only"] or []}
