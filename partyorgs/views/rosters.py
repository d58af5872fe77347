"""Who is on call: all units at this moment, and the week of one unit."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.htmx import page
from core.listing import Column, Listing, Tab
from partyorgs import permissions, rosters
from partyorgs.forms.rosters import RosterFilter, Week
from partyorgs.models import Department, OnCall
from partyorgs.rosters import DAY, NotEntered, Shift
from partyorgs.views.posts import allow

WEEK = 7 * DAY


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    allow(request)
    now = timezone.now()
    entered = OnCall.objects.filter(department=OuterRef("pk"), day=rosters.day_of(now)).order_by()
    units = Department.objects.active(timezone.localdate()).assignable().annotate(is_reachable=Exists(entered))
    own = request.actor.department_ids()
    listing = Listing(
        request,
        units,
        filterset=RosterFilter,
        columns=(
            Column("unit", _("Unit"), sort=("code",)),
            Column("leader", _("Leader on call")),
            Column("officer", _("Duty officer")),
            Column("gaps", _("Open days in the next fortnight"), css="cell-number"),
        ),
        sort="unit",
        row="partyorgs/_roster_row.html",
        caption=_("On call"),
        tabs=(
            Tab("all", _("All units")),
            *([Tab("mine", _("My units"), Q(pk__in=own))] if own else []),
            Tab(
                "open", _("Nobody entered now"), Q(is_reachable=False), alert=True,
                done=_("Every unit can be reached."),
            ),
        ),
    )  # fmt: skip
    ids = [unit.pk for unit in listing.rows]
    now_there, gaps = rosters.now_on_call(ids, now), rosters.gaps(ids, now)
    for unit in listing.rows:
        unit.shift, unit.gaps = now_there.get(unit.pk), gaps[unit.pk]
    context = {"listing": listing, "day": rosters.day_of(now), "handed_over_at": rosters.HANDED_OVER_AT}
    return page(request, "partyorgs/rosters.html", context, fragment=listing.fragment)


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, code: str) -> HttpResponse:
    """The week of a unit; what is sent to it is entered."""
    allow(request)
    unit = get_object_or_404(Department.objects.assignable(), code=code)
    now = timezone.now()
    days = rosters.week_of(_asked(request) or rosters.day_of(now))
    may_keep = permissions.may_keep_roster(request.actor, unit.pk)
    shifts = _shifts(unit, days)
    if request.method == "POST":
        if not may_keep:
            raise PermissionDenied(_("A roster is entered by its unit or by the office."))
        form = Week(request.POST, days=days, first=rosters.day_of(now), shifts=shifts)
        if _enter(request, form, unit):
            messages.success(request, _("The roster is entered."))
            return redirect(f"{reverse('partyorgs:roster', args=[code])}?week={days[0]:%Y-%m-%d}")
        return _week(request, unit, days, form, may_keep=may_keep, status=422)
    if "copy" in request.GET:
        shifts = _like_the_week_before(unit, days) | shifts
    form = Week(days=days, first=rosters.day_of(now), shifts=shifts)
    return _week(request, unit, days, form, may_keep=may_keep)


def _enter(request: HttpRequest, form: Week, unit: Department) -> bool:
    if not form.is_valid():
        return False
    try:
        rosters.enter(unit, form.shifts, by=request.actor, at=timezone.now())
    except NotEntered as refusal:
        form.add_error(Week.key(refusal.day, "leader_name"), str(refusal))
        return False
    return True


def _week(
    request: HttpRequest, unit: Department, days: list[date], form: Week, *, may_keep: bool, status: int = 200
) -> HttpResponse:  # fmt: skip
    now = timezone.now()
    path = reverse("partyorgs:roster", args=[unit.code])
    context: dict[str, Any] = {
        "unit": unit,
        "form": form,
        "rows": form.rows,
        "today": rosters.day_of(now),
        "may_keep": may_keep,
        "on_call": rosters.on_call(unit.pk, now),
        "gaps": rosters.gaps([unit.pk], now)[unit.pk],
        "first": days[0],
        "last": days[-1],
        "before_url": f"{path}?week={days[0] - WEEK:%Y-%m-%d}",
        "after_url": f"{path}?week={days[0] + WEEK:%Y-%m-%d}",
        "copy_url": f"{path}?week={days[0]:%Y-%m-%d}&copy=1",
        "crumbs": [(_("On call"), reverse("partyorgs:rosters"))],
    }
    return page(request, "partyorgs/roster.html", context, status=status)


def _asked(request: HttpRequest) -> date | None:
    """The week the address names, by any of its days."""
    try:
        day = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        return None
    return day if 2000 < day.year < 2100 else None


def _shifts(unit: Department, days: list[date]) -> dict[date, Shift]:
    rows = unit.on_call.filter(day__range=(days[0], days[-1])).order_by("day")
    return {row.day: Shift(row.leader_name, row.leader_phone, row.officer_name, row.officer_phone) for row in rows}


def _like_the_week_before(unit: Department, days: list[date]) -> dict[date, Shift]:
    """Offered in the boxes, not entered: somebody still looks at it."""
    before = _shifts(unit, [day - WEEK for day in days])
    return {day + WEEK: shift for day, shift in before.items()}
