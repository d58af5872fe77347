"""The working calendar: a year at a glance, changing days, entering a year; what either means for running clocks."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from kombu.exceptions import OperationalError

from core import calendar_edits
from core.calendar import CalendarNotLoaded
from core.calendar_edits import CannotEnter, Entered
from core.htmx import page
from core.models import BusinessHours, CalendarDay, CalendarYear, Event, Job
from petitions import deadlines, limits, recalculation, tasks
from petitions.forms.calendar import DayEdit, YearEntry
from petitions.views.limit_words import edits_told
from petitions.views.year_sheet import months

HISTORY_SHOWN = 30


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    _allow(request)
    asked = "state" in request.GET
    form = DayEdit(request.GET) if asked else DayEdit(initial={"first": request.GET.get("first", "")})
    return _page(request, edit=form)


@require_POST
def change(request: HttpRequest) -> HttpResponse:
    _allow_editing(request)
    form = DayEdit(request.POST)
    if form.is_valid():
        try:
            job = recalculation.change_days(
                **form.said, by=request.actor, owner=request.user, at=timezone.now()
            )  # fmt: skip
        except CannotEnter as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            return _hand_over(request, job, form.cleaned_data["first"].year)
    return _page(request, edit=form, status=422)


@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    _allow_editing(request)
    form = YearEntry(request.POST, request.FILES, auto_id="year-%s")
    if form.is_valid():
        said = form.cleaned_data
        try:
            job = recalculation.enter_year(
                said["year"], form.entered, source=said["source"], by=request.actor, owner=request.user,
                at=timezone.now(),
            )  # fmt: skip
        except CannotEnter as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            return _hand_over(request, job, said["year"])
    return _page(request, entry=form, status=422)


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Go on with clocks that were left where they were."""
    _allow_editing(request)
    job = recalculation.latest()
    if job is None or recalculation.is_settled(job):
        return redirect("petitions:calendar")
    event = Event.objects.get(pk=job.params["event"])
    return _hand_over(request, recalculation.begin_again(event, owner=request.user), event.subject_id)


def _allow(request: HttpRequest) -> None:
    if not limits.may_see(request.actor):
        raise PermissionDenied(_("The calendar is seen by the office's administrators, supervisors and auditors."))


def _allow_editing(request: HttpRequest) -> None:
    if not calendar_edits.may_edit(request.actor):
        raise PermissionDenied(_("Only an administrator of the office changes the working calendar."))


def _hand_over(request: HttpRequest, job: Job, year: int) -> HttpResponse:
    """To a worker. Should none hear it, the sweep finds the work."""
    messages.success(request, _("The calendar has been changed; the clocks follow."))
    try:
        tasks.recompute.delay(job_id=job.pk)
    except OperationalError:
        messages.warning(request, _("The workers cannot be reached; they will find the work by themselves."))
    return redirect(f"{reverse('petitions:calendar')}?year={year}")


# --- the page


def _page(
    request: HttpRequest, *, edit: DayEdit | None = None, entry: YearEntry | None = None, status: int = 200
) -> HttpResponse:
    years = list(CalendarYear.objects.order_by("year").values_list("year", flat=True))
    today, job = timezone.localdate(), recalculation.latest()
    year = _year(request, edit, years, today.year)
    rows = CalendarDay.objects.filter(day__year=year)
    entered = {row.day: Entered(row.is_workday, row.note) for row in rows}
    edit = edit or DayEdit()
    context = {
        "year": year,
        "years": years,
        "is_entered": year in years,
        "missing": [each for each in (today.year, today.year + 1) if each not in years],
        "waiting": deadlines.without_due().count(),
        "months": months(year, entered, today=today),
        "weekdays": _("Mon Tue Wed Thu Fri Sat Sun").split(),
        "hours": BusinessHours.objects.order_by("-valid_from"),
        "entries": edits_told(calendar_edits.history([year])[:HISTORY_SHOWN]),
        "may_edit": calendar_edits.may_edit(request.actor),
        "edit": edit,
        "entry": entry or YearEntry(initial={"year": (years or [today.year])[-1] + 1}, auto_id="year-%s"),
        "foresight": _foresight(edit),
        **_work(job, request),
    }
    return page(request, "petitions/calendar.html", context, status=status)


def _year(request: HttpRequest, edit: DayEdit | None, years: list[int], this: int) -> int:
    if edit is not None and edit.is_bound and edit.is_valid():
        return edit.cleaned_data["first"].year
    asked = request.GET.get("year") or request.GET.get("first", "")[:4]
    if asked.isdecimal() and int(asked) in years:
        return int(asked)
    return this if this in years or not years else years[-1]


def _foresight(edit: DayEdit) -> str:
    """What the days would mean for clocks that run, said before they are changed."""
    if not (edit.is_bound and edit.is_valid()):
        return ""
    try:
        moved, is_exact = recalculation.would_move(recalculation.proposed(edit.days, edit.is_workday))
    except CalendarNotLoaded as missing:
        return str(missing)
    if not is_exact:
        return _("Up to %(n)s running clocks would get another due moment.") % {"n": moved}
    text = ngettext("%(n)s running clock would get another due moment.",
                    "%(n)s running clocks would get another due moment.", moved)  # fmt: skip
    return text % {"n": moved}


def _work(job: Job | None, request: HttpRequest) -> dict[str, Any]:
    """How far the clocks have followed the last change."""
    is_settled = recalculation.is_settled(job)
    return {
        "job": job,
        "is_settled": is_settled,
        "is_own_job": job is not None and job.owner_id == request.user.pk,
        "may_begin_again": not is_settled and job is not None and job.shown_state not in ("queued", "running"),
    }
