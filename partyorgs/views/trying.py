"""Trying what a form asks for: a rule that refuses says so at the field it means."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from core.refusals import Refusal
from partyorgs.models import PartyOrganization
from partyorgs.permissions import may_see


def succeeds(form: BaseForm, act: Callable[[], Any]) -> bool:
    """Whether the form was complete and the rule agreed; if not, the form says why."""
    return attempt(form, lambda _said: act())


def attempt(form: BaseForm, do: Callable[[dict[str, Any]], Any]) -> bool:
    """Likewise; `do` gets what was said."""
    if not form.is_valid():
        return False
    try:
        do(form.cleaned_data)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


def must_see(request: HttpRequest) -> None:
    if not may_see(request.actor):
        raise PermissionDenied(_("The party tree is for those who work here."))


def must(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied(_("The office edits all organisations, a street's coordinator those of the street."))


def find(request: HttpRequest, code: str) -> PartyOrganization:
    """The organisation with this path code, of today or of before."""
    must_see(request)
    row = PartyOrganization.objects.with_place().filter(code=code).first()
    if row is None:
        raise Http404(_("There is no such organisation."))
    return row
