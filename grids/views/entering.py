"""Who may enter something here, and the page it is entered on."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core.components import ActionPanel
from core.htmx import page
from core.refusals import Refusal
from grids.permissions import STREET_ROLES, may_edit, may_edit_map, may_see

Row = TypeVar("Row", bound=Model)


def allow_seeing(request: HttpRequest) -> None:
    if not may_see(request.actor):
        raise PermissionDenied(_("These pages are for whoever holds a role here: an administrator grants one."))


def allow_editing(request: HttpRequest, place_code: str) -> None:
    if not may_edit(request.actor, place_code):
        raise PermissionDenied(_("What stands in a street is kept by its coordinator and by the office."))


def may_add(request: HttpRequest) -> bool:
    """Whether there is any place this person keeps; which ones, the form says."""
    return may_edit_map(request.actor) or bool(request.actor.area_codes(*STREET_ROLES))


def allow_adding(request: HttpRequest) -> None:
    if not may_add(request):
        raise PermissionDenied(_("What stands in a street is kept by its coordinator and by the office."))


def attempt(form: forms.BaseForm, do: Callable[[Any], Row]) -> Row | None:
    """What the rule made of a valid form; a refusal is printed at its field."""
    if not form.is_valid():
        return None
    try:
        return do(form)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None


def entry(
    request: HttpRequest,
    form: forms.BaseForm,
    do: Callable[[Any], Row],
    *,
    heading: str,
    crumbs: Sequence[tuple[str, str]],
    to: Callable[[Row], Any],
    done: str,
    note: str = "",
) -> HttpResponse:
    """A page with one form. `do` changes what it says, `to` leads on from there."""
    row = attempt(form, do) if form.is_bound else None
    if row is not None:
        messages.success(request, done)
        return redirect(to(row))
    context = {"form": form, "heading": heading, "crumbs": crumbs, "note": note, "back": crumbs[-1][1]}
    return page(request, "grids/entry.html", context, status=422 if form.is_bound else 200)


def say_refusal(request: HttpRequest, form: forms.BaseForm | None, actions: Sequence[ActionPanel]) -> None:
    """What was refused because somebody else was faster has no form left on the page: it is said at its head."""
    if form is None or any(action.form is form and not action.disabled_reason for action in actions):
        return
    for error in (error for errors in form.errors.values() for error in errors):
        messages.error(request, error)


def panel(
    key: str, label: str, url: str, form: forms.BaseForm, *, says: str = "", first: bool = False, reason: str = ""
) -> ActionPanel:
    """A form that opens on the page of its subject; one that was refused lies open. `reason` says why not."""
    return ActionPanel(
        key=key, label=label, url=url, consequence=says, form=form, is_primary=first, is_open=form.is_bound,
        disabled_reason=reason,
    )  # fmt: skip
