"""What is asked of somebody who recuses themselves from a unit's matters."""

from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from petitions.forms import choices
from petitions.forms.fields import UnitField


class Recuse(forms.Form):
    department = UnitField(label=_("Unit"))
    reason = forms.CharField(
        label=_("Reason"), max_length=200,
        help_text=_("For example: a relative works there. Name nobody."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].offer(cache(choices.units))
