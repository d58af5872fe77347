"""Whistles: the list of them, blowing one, and the page on which everybody called answers it."""

from datetime import datetime
from typing import Any

import django_filters as filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import calendar
from core.actors import Actor
from core.components import Empty
from core.htmx import page
from core.listing import Column, Listing, Tab
from core.search import LONGEST_QUESTION
from petitions import deadlines, faces, whistle_steps, whistles
from petitions.enums import ClockName, WhistleKind
from petitions.forms.whistles import FORMS, BlowForm, streets_of
from petitions.models import Whistle, WhistleCall, WorkOrder
from petitions.refusals import NotAllowed, NotPermitted
from petitions.views import acting, whistle_page
from petitions.views.order_page import Conflict
from petitions.whistle_steps import OF_A_CALL, Step

RULES = {
    Step.ARRIVE: whistles.arrive,
    Step.REPORT: whistles.report,
    Step.RESPOND: whistles.respond,
    Step.RATE: whistles.rate,
    Step.END: whistles.end,
    Step.JUDGE: whistles.judge,
}
RESPONSE_CLOCKS = (
    ClockName.EMERGENCY_WHISTLE, ClockName.EMERGENCY_WHISTLE_RURAL, ClockName.ENFORCEMENT_WHISTLE,
    ClockName.KEY_WORK_WHISTLE,
)  # fmt: skip


class WhistleFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=gettext_lazy("Number, place, reason"), max_length=LONGEST_QUESTION)
    kind = filters.ChoiceFilter(label=gettext_lazy("Kind of whistle"), choices=WhistleKind.choices)

    class Meta:
        model = Whistle
        fields: list[str] = []

    def search(self, queryset: QuerySet[Whistle], name: str, words: str) -> QuerySet[Whistle]:
        for word in words.split():
            queryset = queryset.filter(Q(number__icontains=word) | Q(place__icontains=word) | Q(reason__icontains=word))
        return queryset


# --- the list


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    _allow(request.actor)
    listing = _listing(request)
    dress(listing.rows, request.actor, timezone.now())
    context = {"listing": listing, "may_blow": bool(request.actor.area_codes("street_coordinator"))}
    return page(request, "petitions/whistles.html", context, fragment=listing.fragment)


def _allow(actor: Actor) -> None:
    if not whistle_steps.may_open(actor):
        raise PermissionDenied(_("Whistles are for streets, the departments they call and the office."))


def _listing(request: HttpRequest) -> Listing:
    return Listing(
        request,
        Whistle.objects.visible_to(request.actor).whole(),
        filterset=WhistleFilter,
        columns=(
            Column("title", _("Place / number")),
            Column("kind", _("Kind of whistle")),
            Column("street", _("Street")),
            Column("called", _("Arrived")),
            Column("due", _("Response")),
            Column("at", _("Blown"), sort=("at",)),
        ),
        sort="-at",
        row="petitions/_whistle_row.html",
        caption=_("Whistles"),
        tabs=(
            Tab("open", _("Not ended"), Q(ended_at=None), done=_("No whistle is open.")),
            Tab("ours", _("To be answered by us"), whistles.waiting_for(request.actor), alert=True,
                done=_("Everything has been answered.")),
            Tab("ended", _("Ended"), Q(ended_at__isnull=False)),
        ),
        empty=Empty(
            _("No whistle is open"),
            _("A street blows a whistle where a matter needs powers it does not have; those called come."),
        ),
    )  # fmt: skip


def dress(rows: list[Any], actor: Actor, now: datetime) -> None:
    """Give each whistle its figures and the clock that runs out first, of one's own department where it is called."""
    days = calendar.load()
    for row in rows:
        calls = list(row.calls.all())
        row.arrived = sum(1 for call in calls if call.arrived_at)
        awaited = [call for call in calls if call.is_running and call.due_at]
        awaited = [call for call in awaited if whistle_steps.answers_for(actor, call)] or awaited
        first = min(awaited, key=lambda call: call.due_at, default=None)
        row.face = whistle_page.face(first, "", now, days) if first else None


# --- blowing


@require_http_methods(["GET", "POST"])
def blow(request: HttpRequest) -> HttpResponse:
    if not request.actor.area_codes("street_coordinator"):
        raise PermissionDenied(str(whistle_steps.NotYours(Step.BLOW)))
    form = BlowForm(request.POST or None, by=request.actor, initial=_initial(request))
    whistle = _blown(request, form)
    if whistle:
        return redirect("petitions:whistle", whistle.number)
    context = {
        "form": form,
        "crumbs": [(_("Whistles"), reverse("petitions:whistles"))],
        "terms": _terms(timezone.now()),
    }
    return page(request, "petitions/whistle_new.html", context, status=422 if form.is_bound else 200)


def _terms(now: datetime) -> list[tuple[str, str]]:
    """How long the called have by the city's rules, said before it is blown."""
    limits, on, blank = deadlines.clockwork().limits, timezone.localdate(now), WorkOrder()
    found = [(clock, limits.find(clock, blank, on)) for clock in RESPONSE_CLOCKS]
    return [(clock.label, faces.limit(limit)) for clock, limit in found if limit]


def _initial(request: HttpRequest) -> dict[str, Any]:
    """From the page of an order: its number, its place and its street. The reason is the street's own to write."""
    number = request.GET.get("order", "")
    order = WorkOrder.objects.visible_to(request.actor).filter(number=number).first() if number else None
    if order is None:
        return {}
    street = streets_of(request.actor).filter(code=order.place_code[:9]).first()
    return {"orders": order.number, "place": order.place_name, "street": street.code if street else None}


def _blown(request: HttpRequest, form: BlowForm) -> Whistle | None:
    """The new whistle; or, after a second click, the one that the first has blown."""
    if not form.is_valid():
        return None
    try:
        whistle = whistles.blow(by=request.actor, at=timezone.now(), **form.said)
    except NotPermitted as refused:
        raise PermissionDenied(str(refused)) from refused
    except whistles.AlreadyBlown as refused:
        messages.info(request, str(refused))
        return refused.whistle
    except NotAllowed as refused:
        form.refuse(refused)
        return None
    messages.success(request, _("%(number)s has been blown; the departments called have been told.") % {
        "number": whistle.number
    })  # fmt: skip
    return whistle


# --- one whistle


@require_GET
def show(request: HttpRequest, number: str) -> HttpResponse:
    whistle = whistle_page.find(request, number)
    return page(request, "petitions/whistle.html", whistle_page.context(request, whistle))


@require_POST
def act(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """A step with the whole whistle: its end, or the office's verdict."""
    if step not in (Step.END, Step.JUDGE):
        raise Http404
    return _take(request, whistle_page.find(request, number), None, Step(step))


@require_POST
def answer(request: HttpRequest, number: str, unit: str, step: str) -> HttpResponse:
    """A step with one department called."""
    whistle = whistle_page.find(request, number)
    call = next((call for call in whistle.calls.all() if call.department.code == unit), None)
    if call is None or step not in OF_A_CALL:
        raise Http404
    return _take(request, whistle, call, Step(step))


def _take(request: HttpRequest, whistle: Whistle, call: WhistleCall | None, step: Step) -> HttpResponse:
    if not whistle_steps.may(request.actor, step, whistle, call):
        raise PermissionDenied(str(whistle_steps.NotYours(step)))
    key = whistle_page.key_of(step, call)
    form = FORMS[step](request.POST, whistle=whistle, call=call, auto_id=f"{key}-%s")
    is_valid = form.is_valid()
    problem = whistle_steps.refusal(step, whistle, call)
    if problem is None and is_valid:
        try:
            RULES[step](call or whistle, by=request.actor, at=timezone.now(), **form.said)
        except NotPermitted as refused:
            raise PermissionDenied(str(refused)) from refused
        except NotAllowed as refused:
            problem = refused
        else:
            messages.success(request, _("“%(action)s” is done.") % {"action": capfirst(step.label)})
            return redirect("petitions:whistle", whistle.number)
    return _refused(request, whistle, form, key, problem)


def _refused(request: HttpRequest, whistle: Whistle, form: Form, key: str, problem: NotAllowed | None) -> HttpResponse:
    """What is wrong stands in the form; where somebody was faster, the whistle as it is now and what was typed."""
    if problem is not None and problem.field in form.fields:
        form.add_error(problem.field, str(problem))
        problem = None
    conflict = Conflict(str(problem), acting.entered(form)) if problem else None
    whistle = whistle_page.find(request, whistle.number)
    context = whistle_page.context(request, whistle, bound=form, key=key, conflict=conflict)
    return page(request, "petitions/whistle.html", context, status=409 if conflict else 422)
