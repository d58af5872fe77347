"""Time limits: what they are, what they would mean for a case, and changing them by versions."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.components import ActionPanel
from core.htmx import page, wants_fragment
from core.listing import Column, Listing, Tab
from core.models import CalendarDay
from petitions import deadlines, faces, limits, trials
from petitions.forms.limits import EndLimit, LimitFilter, LimitValues, NewLimit, RollBack, TakeBack, TryIt
from petitions.models import SlaRule
from petitions.refusals import NotAllowed
from petitions.trials import Answer, Question
from petitions.views.limit_words import versions_told

FORMS = {"change": LimitValues, "roll-back": RollBack, "end": EndLimit, "take-back": TakeBack}


def allow(request: HttpRequest) -> None:
    if not limits.may_see(request.actor):
        raise PermissionDenied(_("Time limits are seen by the office's administrators, supervisors and auditors."))


def _allow_editing(request: HttpRequest) -> None:
    if not limits.may_edit(request.actor):
        raise PermissionDenied(_("Only an administrator of the office changes time limits."))


# --- all of them, and the box to try them in


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    allow(request)
    is_asked = f"{TryIt.prefix}-clock" in request.GET
    if is_asked and wants_fragment(request):
        return page(request, "petitions/limits.html", _trial(request), fragment="trial")
    listing = _listing(request)
    for rule in listing.rows:
        rule.limit = faces.limit(rule)
    context = {"listing": listing, "may_edit": limits.may_edit(request.actor), **_trial(request)}
    return page(request, "petitions/limits.html", context, fragment=listing.fragment)


def _listing(request: HttpRequest) -> Listing:
    today = timezone.localdate()
    return Listing(
        request,
        SlaRule.objects.select_related("category"),
        filterset=LimitFilter,
        columns=(
            Column("clock", _("Clock"), sort=("clock", "-track", "category__code", "kind", "channel", "urgency",
                                              "valid_from")),
            Column("case", _("Case")),
            Column("limit", _("Limit")),
            Column("base", _("Time base")),
            Column("valid", _("Valid"), sort=("valid_from", "clock")),
            Column("basis", _("Basis")),
            Column("ops", _("Operations"), css="cell-ops"),
        ),
        sort="clock",
        row="petitions/_limit_row.html",
        caption=_("Time limits"),
        tabs=(
            Tab("now", _("In force"), Q(valid_from__lte=today) & (Q(valid_to=None) | Q(valid_to__gt=today))),
            Tab("coming", _("To come"), Q(valid_from__gt=today)),
            Tab("past", _("Past"), Q(valid_to__lte=today)),
        ),
    )  # fmt: skip


def _trial(request: HttpRequest) -> dict[str, Any]:
    """The box, and what came of it when something was asked."""
    if f"{TryIt.prefix}-clock" not in request.GET:
        return {"form": TryIt(initial={"starts_at": timezone.localtime()}), "answer": None}
    form = TryIt(request.GET)
    if not form.is_valid():
        return {"form": form, "answer": None}
    question = form.question
    answer = trials.answer(question, deadlines.clockwork(), _notes(question))
    return {"form": form, "answer": answer, "question": question, **_in_words(answer, question)}


def _notes(question: Question) -> dict[Any, str]:
    span = (question.starts_at - timedelta(days=1), question.starts_at + timedelta(days=366))
    return dict(CalendarDay.objects.filter(day__range=[at.date() for at in span]).values_list("day", "note"))


def _in_words(answer: Answer, question: Question) -> dict[str, Any]:
    if answer.rule is None or answer.clock is None:
        return {}
    return {
        "limit": faces.limit(answer.clock),
        "why": trials.why(answer.rule, question.category),
        "others": [(faces.limit(other.limit), trials.why(other, question.category)) for other in answer.others],
    }


# --- one limit, its versions, its changes


@require_GET
def show_one(request: HttpRequest, pk: int) -> HttpResponse:
    allow(request)
    return _one(request, _find(pk))


@require_POST
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    _allow_editing(request)
    if action not in FORMS:
        raise Http404
    rule = _find(pk)
    form = _form(rule, action, timezone.now(), data=request.POST)
    signature = {"by": request.actor, "at": timezone.now()}
    doing: dict[str, Callable[[dict[str, Any]], SlaRule | None]] = {
        "change": lambda said: limits.change(
            rule, form.values, since=said["since"], reason=said["reason"], **signature
        ),
        "roll-back": lambda said: limits.roll_back(rule, **said, **signature),
        "end": lambda said: limits.end(rule, **said, **signature),
        "take-back": lambda said: limits.take_back(rule, **said, **signature),
    }
    newest = _attempt(form, doing[action])
    if form.errors:
        return _one(request, _find(pk), form, status=422)
    messages.success(request, _("The limit has a new version."))
    return redirect("petitions:limit", newest.pk) if newest else redirect("petitions:limits")


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    _allow_editing(request)
    now = timezone.now()
    form = NewLimit(request.POST or None, initial={"since": limits.earliest(now), "unit": "days", "base": "working"})
    rule = _attempt(form, lambda said: limits.add(
        form.values, since=said["since"], reason=said["reason"], by=request.actor, at=now, **form.case
    )) if form.is_bound else None  # fmt: skip
    if rule:
        messages.success(request, _("The limit has been added."))
        return redirect("petitions:limit", rule.pk)
    context = {"form": form, "crumbs": _crumbs()}
    return page(request, "petitions/limits_new.html", context, status=422 if form.is_bound else 200)


def _attempt(form: forms.Form, do: Callable[[dict[str, Any]], SlaRule | None]) -> SlaRule | None:
    if not form.is_valid():
        return None
    try:
        return do(form.cleaned_data)
    except NotAllowed as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None


def _find(pk: int) -> SlaRule:
    return get_object_or_404(SlaRule.objects.select_related("category"), pk=pk)


def _one(request: HttpRequest, rule: SlaRule, bound: forms.Form | None = None, *, status: int = 200) -> HttpResponse:
    versions = sorted([rule, *limits.versions(rule)], key=lambda row: row.valid_from, reverse=True)
    may_edit = limits.may_edit(request.actor) and rule.valid_to is None
    context = {
        "rule": rule,
        "limit": faces.limit(rule),
        "versions": [(version, faces.limit(version), _is_in_force(version)) for version in versions],
        "entries": versions_told(limits.history(versions)),
        "actions": _panels(rule, timezone.now(), bound) if may_edit else [],
        "newest": versions[0],
        "crumbs": _crumbs(),
    }
    return page(request, "petitions/limit.html", context, status=status)


def _is_in_force(rule: SlaRule) -> bool:
    today = timezone.localdate()
    return rule.valid_from <= today and (rule.valid_to is None or today < rule.valid_to)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Time limits"), reverse("petitions:limits"))]


def _panels(rule: SlaRule, now: datetime, bound: forms.Form | None) -> list[ActionPanel]:
    labels = {
        "change": (_("New version"), _("This version ends on the day you name and the new one begins.")),
        "roll-back": (_("Roll back"), _("A new version with the values of an earlier one.")),
        "end": (_("End"), _("The next more general limit counts from that day on.")),
        "take-back": (_("Take back"), _("This version goes before it has begun; the one before it goes on.")),
    }
    return [
        ActionPanel(
            key=key, label=labels[key][0], url=reverse("petitions:limit-act", args=[rule.pk, key]),
            consequence=f"{labels[key][1]} {_('Clocks that run keep their limit.')}",
            form=bound if type(bound) is FORMS[key] else _form(rule, key, now),
            is_primary=key == "change", is_open=type(bound) is FORMS[key],
        )
        for key in _possible(rule, now)
    ]  # fmt: skip


def _possible(rule: SlaRule, now: datetime) -> list[str]:
    """What can be done with the newest version of a limit."""
    if rule.valid_from >= limits.earliest(now):
        return ["take-back"]
    has_earlier = limits.versions(rule).exists()
    return ["change", *(["roll-back"] if has_earlier else []), *(["end"] if limits.is_special(rule) else [])]


def _form(rule: SlaRule, action: str, now: datetime, data: Any = None) -> forms.Form:
    more: dict[str, Any] = {"auto_id": f"{action}-%s"}
    since = {"since": limits.earliest(now)}
    if action == "change":
        more["initial"] = since | {name: getattr(rule, name) for name in limits.VALUES}
    elif action == "roll-back":
        more |= {"initial": since, "versions": limits.versions(rule), "label": faces.limit}
    elif action == "end":
        more["initial"] = since
    return FORMS[action](data, **more)
