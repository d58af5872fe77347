"""A form tries a rule: what the rule refuses comes back on the field it names, and nothing was changed."""

from collections.abc import Callable
from typing import Any

from django import forms

from core.refusals import Refusal


def attempt(form: forms.Form, do: Callable[[dict[str, Any]], Any]) -> bool:
    """Whether it was done. `do` gets the cleaned data."""
    if not form.is_valid():
        return False
    try:
        do(form.cleaned_data)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True
