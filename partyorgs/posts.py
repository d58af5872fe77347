"""Posts: who is appointed and who is relieved, each as an event; which posts there are, and at which places.

A post outlives those who hold it. What the ledger keeps of them is the name, the dates and the document.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core import ledger, moments
from core.actors import Actor
from core.calendar import CITY_TIME
from core.refusals import Refusal
from grids import codes
from grids.enums import Level
from grids.models import Area, Grid, InnerPlace
from partyorgs.enums import PostKind
from partyorgs.models import Department, Post

APPOINT, RELIEVE = "post.appoint", "post.relieve"
ESTABLISH, ABOLISH, CONTACT = "post.establish", "post.abolish", "post.contact"

# Where a post of a kind can be. A building or unit that is not on the map yet is served from its grid.
LEVELS: Mapping[str, tuple[Level, ...]] = {
    PostKind.GRID_CHIEF: (Level.GRID,),
    PostKind.BUILDING_CHIEF: (Level.BUILDING, Level.GRID),
    PostKind.UNIT_CHIEF: (Level.UNIT, Level.GRID),
    PostKind.STREET_CHIEF: (Level.STREET, Level.COMMUNITY),
    PostKind.LANE_CHIEF: (Level.COMMUNITY, Level.GRID),
    PostKind.COURTYARD_CHIEF: (Level.BUILDING, Level.UNIT, Level.GRID),
    PostKind.GRID_WORKER: (Level.GRID,),
    PostKind.PART_TIME_WORKER: (Level.GRID, Level.MICRO_GRID),
    PostKind.GRID_BRANCH_SECRETARY: (Level.GRID,),
    PostKind.FIRST_SECRETARY: (Level.COMMUNITY,),
    PostKind.CONTACT_LEADER: (Level.STREET, Level.COMMUNITY, Level.GRID),
    PostKind.LEGAL_ADVISER: (Level.COMMUNITY, Level.GRID),
    PostKind.RULE_OF_LAW_DEPUTY: (Level.COMMUNITY,),
    PostKind.COMMUNITY_POLICE: (Level.COMMUNITY, Level.GRID),
}
# There is one of these at a place; of the others there may be several.
SINGLE = frozenset({PostKind.GRID_CHIEF, PostKind.GRID_BRANCH_SECRETARY, PostKind.FIRST_SECRETARY})


GRID_DIGITS = 15


class NotAppointed(Refusal):
    """The post stays as it is."""


# --- who holds it


@transaction.atomic
def appoint(
    post: Post, *, name: str, office_phone: str, document: str, by: Actor, at: datetime, on: date,
    until: date | None = None, mobile: str = "",
) -> Post:  # fmt: skip
    """Somebody takes the post on that day. Said twice it is one appointment. A mobile number is given only by
    whoever has the person's consent."""
    name, document = name.strip(), document.strip()
    _require(name, "name", _("The name is missing."), _("Say who is appointed."))
    post = _locked(post)
    if (post.person_name, post.start_on, post.document) == (name, on, document):
        return post
    if post.person_name:
        raise _held_by(post)
    _check_day(on, at=at, after=post.end_on, until=until)
    post.person_name, post.office_phone, post.document = name, office_phone.strip(), document
    post.start_on, post.end_on = on, until
    post.mobile = mobile.strip()
    post.mobile_consent_on = at.astimezone(CITY_TIME).date() if post.mobile else None
    post.save()
    ledger.record(post, APPOINT, by=by, at=at, name=name, document=document, on=on, until=until)
    return post


@transaction.atomic
def relieve(post: Post, *, name: str, document: str, by: Actor, at: datetime, on: date) -> Post:
    """Whoever is named leaves the post on that day. The name says whom the page showed: should somebody else hold the
    post by now, it is not them who goes. Said twice it is one relief."""
    post = _locked(post)
    if not post.person_name:
        return post
    if post.person_name != name:
        raise _held_by(post)
    _check_day(on, at=at, after=post.start_on)
    before = {"name": name, "since": post.start_on}
    _empty(post, on)
    ledger.record(post, RELIEVE, by=by, at=at, document=document.strip(), on=on, **before)
    return post


@transaction.atomic
def change_contact(post: Post, *, office_phone: str, by: Actor, at: datetime, mobile: str = "") -> Post:
    """Where whoever holds the post can be reached. Numbers are not history: the event says only that they changed."""
    post = _locked(post)
    _require(post.person_name, "", _("The post is vacant."), _("Appoint somebody first."))
    office_phone, mobile = office_phone.strip(), mobile.strip()
    if (office_phone, mobile) == (post.office_phone, post.mobile):
        return post
    if mobile != post.mobile:
        post.mobile_consent_on = at.astimezone(CITY_TIME).date() if mobile else None
    post.office_phone, post.mobile = office_phone, mobile
    post.save(update_fields=["office_phone", "mobile", "mobile_consent_on"])
    ledger.record(post, CONTACT, by=by, at=at)
    return post


def _empty(post: Post, on: date) -> None:
    post.person_name = post.office_phone = post.mobile = post.document = ""
    post.mobile_consent_on = post.start_on = None
    post.end_on = on
    post.save()


def _locked(post: Post) -> Post:
    found = Post.objects.select_for_update(of=("self",)).select_related("grid", "area", "department")
    if (row := found.filter(pk=post.pk).first()) is None:
        raise NotAppointed(
            field="", code="abolished", detail=_("The post no longer exists."),
            remedy=_("Go back to the list of posts."),
        )  # fmt: skip
    return row


def _held_by(post: Post) -> NotAppointed:
    said = _("%(name)s has held this post since %(day)s.") if post.start_on else _("%(name)s holds this post.")
    day = moments.full_day(post.start_on) if post.start_on else ""
    return NotAppointed(
        field="", code="held", detail=said % {"name": post.person_name, "day": day},
        remedy=_("Reload the page; whoever holds it is relieved first."),
    )  # fmt: skip


def _check_day(on: date, *, at: datetime, after: date | None, until: date | None = None) -> None:
    if on > at.astimezone(CITY_TIME).date():
        raise NotAppointed(
            field="on", code="future", detail=_("This day has not come yet."),
            remedy=_("Enter it on the day on which it takes effect."),
        )  # fmt: skip
    if after and on < after:
        raise NotAppointed(
            field="on", code="too_early",
            detail=_("The last change of this post was on %(day)s.") % {"day": moments.full_day(after)},
            remedy=_("Give that day or a later one."),
        )  # fmt: skip
    if until and until <= on:
        raise NotAppointed(
            field="until", code="order", detail=_("The term ends before it has begun."),
            remedy=_("Give a later end, or none."),
        )  # fmt: skip


def _require(value: str, field: str, detail: str, remedy: str) -> None:
    if not value:
        raise NotAppointed(field=field, code="required", detail=detail, remedy=remedy)


# --- which posts there are


@transaction.atomic
def establish(*, kind: str, code: str, by: Actor, at: datetime) -> Post:
    """A new post, vacant, at the place with this unified code."""
    where, place_code = _place(kind, code, on=at.astimezone(CITY_TIME).date())
    anchor = {"grid" if isinstance(where, Grid) else "area": where, "place_code": place_code}
    type(where).objects.select_for_update(of=("self",)).get(pk=where.pk)
    if _is_single(kind, place_code) and Post.objects.filter(kind=kind, **anchor).exists():
        raise NotAppointed(
            field="code", code="exists", detail=_("This place has such a post already."),
            remedy=_("Appoint somebody to that one."),
        )  # fmt: skip
    post = Post.objects.create(kind=kind, **anchor)
    ledger.record(post, ESTABLISH, by=by, at=at, post=kind, place=post.code)
    return post


@transaction.atomic
def abolish(post: Post, *, reason: str, by: Actor, at: datetime) -> None:
    """A vacant post goes. Its history stays in the ledger."""
    post = _locked(post)
    _require(reason.strip(), "reason", _("The reason is missing."), _("Say why the post is no longer needed."))
    if post.person_name:
        raise _held_by(post)
    ledger.record(post, ABOLISH, by=by, at=at, post=post.kind, place=post.code, reason=reason.strip())
    post.delete()


def within(code: str) -> Q:
    """Posts of the place and of all that lies in it. A post is found by what it belongs to and carries no code of its
    own, so that a place which is moved takes its posts along."""
    if len(code) >= GRID_DIGITS:
        inside = Q(place_code__startswith=code) if len(code) > GRID_DIGITS else Q()
        return Q(grid__in=Grid.objects.filter(code=code[:GRID_DIGITS]).order_by().values("pk")) & inside
    grids = Grid.objects.within(code).order_by().values("pk")
    areas = Area.objects.within(code).order_by().values("pk")
    streets = Department.objects.filter(street__in=areas).order_by().values("pk")
    return Q(grid__in=grids) | Q(area__in=areas) | Q(department__in=streets)


def current(on: date) -> QuerySet[Post]:
    """All posts but those of grids that are no longer in force."""
    gone = Grid.objects.filter(valid_to__lte=on).order_by().values("pk")
    return Post.objects.filter(Q(grid=None) | ~Q(grid__in=gone))


def _is_single(kind: str, place_code: str) -> bool:
    return kind in SINGLE or (bool(place_code) and kind in (PostKind.BUILDING_CHIEF, PostKind.UNIT_CHIEF))


def _place(kind: str, code: str, *, on: date) -> tuple[Area | Grid, str]:
    """The area or grid of a code, and the code itself where it lies within a grid."""
    if problems := codes.validate(code):
        raise NotAppointed(field="code", code="malformed", detail=str(problems[0]), remedy=_("Check the code."))
    parsed = codes.parse(code)
    if parsed.level not in LEVELS[kind]:
        levels = _(", ").join(str(level.label) for level in LEVELS[kind])
        raise NotAppointed(
            field="code", code="level", detail=_("A post of this kind is not found at such a place."),
            remedy=_("Give the code of one of these: %(levels)s.") % {"levels": levels},
        )  # fmt: skip
    return _found(parsed, on)


def _found(parsed: codes.Code, on: date) -> tuple[Area | Grid, str]:
    tables: dict[Level, Any] = {Level.STREET: Area, Level.COMMUNITY: Area, Level.GRID: Grid}
    place = tables.get(parsed.level, InnerPlace).objects.active(on).filter(code=parsed.text).order_by("pk").first()
    if place is None:
        raise NotAppointed(
            field="code", code="unknown", detail=_("There is no place in force with this code."),
            remedy=_("Look the code up in the tree of places."),
        )  # fmt: skip
    return (place.grid, place.code) if isinstance(place, InnerPlace) else (place, "")


# --- how long it stands vacant


def vacant_for(post: Post, *, on: date) -> timedelta | None:
    """Since the last person left; None where nobody ever held it, or somebody does."""
    return on - post.end_on if post.is_vacant and post.end_on else None
