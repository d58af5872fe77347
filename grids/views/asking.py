"""What every page of places is asked: about which place, on which day, by somebody who works here."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from grids import directory
from grids.cards import Subject
from grids.enums import Level
from grids.models import Area, Grid
from grids.permissions import may_see


def admit(request: HttpRequest) -> None:
    if not may_see(request.actor):
        raise PermissionDenied(_("Places are seen by those who hold a role here."))


def day(request: HttpRequest) -> date:
    """The day that ?on= names; today when it names none."""
    try:
        asked = parse_date(request.GET.get("on", ""))
    except ValueError:
        asked = None
    return asked or timezone.localdate()


def place(code: str) -> Area | Grid:
    found = directory.find(code)
    if found is None:
        raise Http404(_("There is no such place."))
    return found


def subject(request: HttpRequest, code: str) -> Subject:
    return Subject(place(code), day(request), timezone.localdate())


def whole_code(code: str) -> str:
    """Of a micro-grid, building or unit the code of its grid: it has no page of its own."""
    return code[: directory.WIDTH[Level.GRID]]
