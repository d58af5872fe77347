"""The panel of orders that may be about the same matter, beside the form of an intake and at the desk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actors import Actor
from petitions import deadlines, duplicates, permissions
from petitions.case import Case
from petitions.duplicates import Candidate, Probe
from petitions.enums import Action
from petitions.models import Petition, WorkOrder

SHOWN = 5  # more than a call taker can read while somebody speaks


@dataclass(frozen=True)
class Match:
    """One order of the panel, and what can be done with it here."""

    number: str
    title: str
    is_suggested: bool
    why: tuple[str, ...]
    merge_url: str = ""
    refusal: str = ""  # why it may not be merged
    is_chosen: bool = False  # to be merged into after registering


@dataclass(frozen=True)
class Alike:
    """The panel as a whole. `may_choose` offers to merge after registering."""

    matches: tuple[Match, ...] = ()
    is_repeat: bool = False
    may_choose: bool = False


def of_entries(probe: Probe, actor: Actor, at: datetime, *, is_repeat: bool, chosen: str) -> Alike:
    """For a petition that is still being written down."""
    found = _find(probe, actor, at)
    matches = tuple(_match(each, is_chosen=each.order.number == chosen) for each in found)
    return Alike(matches, is_repeat, may_choose=may_merge(actor))


def of_order(order: WorkOrder, petition: Petition, actor: Actor, at: datetime) -> Alike:
    """For an order in hand, each with a way to the merge or the reason why there is none."""
    found = _find(duplicates.of(order, petition), actor, at)
    if not may_merge(actor):
        return Alike(tuple(map(_match, found)), order.is_repeat)
    case, machine = Case(order, petition), deadlines.clockwork()
    refusals = [duplicates.refusal(case, each.order, by=actor, at=at, machine=machine) for each in found]
    matches = (
        _match(each, refusal=refusal, merge_url="" if refusal else merge_url(order.number, each.order.number))
        for each, refusal in zip(found, refusals, strict=True)
    )
    return Alike(tuple(matches), order.is_repeat)


def may_merge(actor: Actor) -> bool:
    return permissions.may(actor, Action.MERGE, Case(WorkOrder(), None))


def merge_url(number: str, into: str) -> str:
    return f"{reverse('petitions:merge', args=[number])}?{urlencode({'into': into})}"


def _find(probe: Probe, actor: Actor, at: datetime) -> list[Candidate]:
    return duplicates.find(probe, among=WorkOrder.objects.visible_to(actor), at=at)[:SHOWN]


def _match(each: Candidate, *, merge_url: str = "", refusal: str = "", is_chosen: bool = False) -> Match:
    return Match(
        each.order.number, each.order.title, each.is_suggested, tuple(_why(each)), merge_url, refusal, is_chosen
    )


def _why(each: Candidate) -> Iterator[str]:
    if each.is_same_grid:
        yield _("same grid")
    if each.metres is not None:
        yield ngettext("%(n)s metre away", "%(n)s metres away", each.metres) % {"n": each.metres}
    if each.is_same_category:
        yield _("same category")
    yield _("wording %(share).2f") % {"share": each.similarity}
    if each.closed_days is None:
        yield _("open")
    elif each.closed_days == 0:
        yield _("closed today")
    else:
        yield ngettext("closed %(n)s day ago", "closed %(n)s days ago", each.closed_days) % {"n": each.closed_days}
    yield ngettext("%(n)s petition", "%(n)s petitions", each.voices) % {"n": each.voices}
