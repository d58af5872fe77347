"""Trying a step from a page: through the form and the one door, and what to answer when either says no."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form

from petitions.refusals import NotAllowed, NotPermitted

CONFLICT, UNPROCESSABLE = 409, 422


def attempt(form: Form, take: Callable[[], Any]) -> int:
    """0 when the step was taken; otherwise the status of the page that shows the form with what is in its way."""
    if not form.is_valid():
        return UNPROCESSABLE
    try:
        take()
    except NotPermitted as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except NotAllowed as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return CONFLICT if refusal.code == "wrong_state" else UNPROCESSABLE
    return 0
