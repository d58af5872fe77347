"""Whoever decides says that they have no direct interest (信访工作条例 art. 28); whoever has one recuses themselves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from petitions.forms.base import ActionForm

NO_INTEREST = "no_interest"


class Interest(ActionForm):
    """A form of a decision. The tick is asked for last and is no part of the action's data."""

    no_interest = forms.BooleanField(
        label=_("I have no direct interest in this matter"),
        error_messages={"required": _("Confirm this, or recuse yourself and leave the decision to somebody else.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[NO_INTEREST] = self.fields.pop(NO_INTEREST)

    @property
    def said(self) -> dict[str, Any]:
        return {name: value for name, value in super().said.items() if name != NO_INTEREST}
