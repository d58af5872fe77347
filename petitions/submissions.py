"""What came through a door, and what is wrong with it before anything is written."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from core import masking
from core.refusals import Refusal
from grids.locate import Place, PlaceMap
from petitions.catalogue import Catalogue
from petitions.enums import Channel, PetitionerKind, PetitionKind, Urgency
from petitions.models import Petition

SHORTEST_CONTENT = 5  # characters, practice T01
LONGEST_CONTENT = 20_000
OTHER_CLOCKS = timedelta(minutes=5)  # how far the clock of another system may be ahead of ours
OLDEST_YEAR = 1949
PRIVACY_NOTICE = "2026-1"  # version of the notice shown beside the form


@dataclass(frozen=True, slots=True)
class Submission:
    """What came through a door, as text and plain values. Names are those of the API."""

    content: str
    channel: str
    kind: str = ""  # empty: the category's usual kind
    title: str = ""
    wish: str = ""
    category: str = ""  # code in the city's list; empty: somebody at the desk chooses
    source_category: str = ""  # the sender's own words for it, kept for the desk
    urgency: str = ""  # empty: the category's
    grid_code: str = ""
    lon: Decimal | None = None
    lat: Decimal | None = None
    address: str = ""
    no_place_reason: str = ""
    event_at: datetime | None = None
    received_at: datetime | None = None
    source: str = ""
    external_no: str = ""
    name: str = ""
    phone: str = ""
    petitioner_address: str = ""
    petitioner_kind: str = PetitionerKind.PERSON
    is_anonymous: bool = False
    is_confidential: bool = False
    target_department: str = ""  # code of the unit complained about
    target_text: str = ""
    privacy_notice: str = PRIVACY_NOTICE


TEXTS = tuple(field.name for field in fields(Submission) if field.type is str)
FREE_TEXTS = ("title", "content", "wish", "address", "name", "petitioner_address", "target_text")
# What has no room is refused. A title, an address or the source's category is cut instead: the content has it whole.
ROOM: dict[str, int] = {
    name: getattr(Petition._meta.get_field(name), "max_length")  # noqa: B009, a relation would have none
    for name in ("source", "external_no", "no_place_reason", "target_text")
}


def faults(submission: Submission, duties: Catalogue, places: PlaceMap, *, at: datetime) -> list[Refusal]:
    """Everything that is wrong with it, each with its remedy."""
    return [
        *_bad_texts(submission),
        *_bad_codes(submission, duties),
        *_bad_moments(submission, at),
        *_bad_origin(submission),
        *_bad_point(submission),
        *_bad_place(submission, places),
    ]


def find_place(submission: Submission, places: PlaceMap) -> Place | None:
    lon, lat = submission.lon, submission.lat
    return places.find(
        grid_code=submission.grid_code or None,
        point=(float(lon), float(lat)) if lon is not None and lat is not None else None,
        address=submission.address or None,
    )


def _bad_texts(submission: Submission) -> Iterator[Refusal]:
    length = len(submission.content.strip())
    if length < SHORTEST_CONTENT or length > LONGEST_CONTENT:
        yield Refusal(
            field="content", code="content_length",
            detail=_("The content has %(length)d characters.") % {"length": length},
            remedy=_("Write between %(least)d and %(most)d characters.")
            % {"least": SHORTEST_CONTENT, "most": LONGEST_CONTENT},
        )  # fmt: skip
    for name in FREE_TEXTS:
        if masking.has_id_number(getattr(submission, name)):
            yield Refusal(
                field=name, code="id_number", detail=_("The text contains an identity card number."),
                remedy=_("Remove it: identity card numbers are never kept."),
            )  # fmt: skip
    for name in TEXTS:
        if "\x00" in getattr(submission, name):
            yield Refusal(
                field=name, code="null_character", detail=_("The text contains a null character."),
                remedy=_("Remove it: something went wrong where the text was written or copied."),
            )  # fmt: skip
    for name, most in ROOM.items():
        if len(getattr(submission, name)) > most:
            yield Refusal(
                field=name, code="too_long",
                detail=_("The text has %(length)d characters.") % {"length": len(getattr(submission, name))},
                remedy=_("Write at most %(most)d characters.") % {"most": most},
            )  # fmt: skip


def _bad_codes(submission: Submission, duties: Catalogue) -> Iterator[Refusal]:
    known: dict[str, Collection[str]] = {
        "channel": Channel.values,
        "kind": PetitionKind.values,
        "urgency": Urgency.values,
        "petitioner_kind": PetitionerKind.values,
        "category": duties.by_code,
        "target_department": duties.by_unit_code,
    }
    for name, values in known.items():
        value = getattr(submission, name)
        if (value and value not in values) or (name == "channel" and not value):
            yield Refusal(
                field=name, code="unknown_value",
                detail=_("“%(value)s” is not a known value.") % {"value": value},
                remedy=_("Use one of: %s.") % _first(values),
            )  # fmt: skip


def _first(values: Collection[str]) -> str:
    shown = sorted(values)[:12]
    return ", ".join(shown) + (" …" if len(values) > len(shown) else "")


def _bad_moments(submission: Submission, at: datetime) -> Iterator[Refusal]:
    for name in ("event_at", "received_at"):
        moment = getattr(submission, name)
        if moment and moment.year < OLDEST_YEAR:  # so far back that clocks cannot be counted from it
            yield Refusal(
                field=name, code="too_long_ago",
                detail=_("The year %(year)s is too long ago.") % {"year": moment.year}, remedy=_("Check the year."),
            )  # fmt: skip
        elif moment and moment > at + OTHER_CLOCKS:
            yield Refusal(
                field=name, code="in_the_future",
                detail=_("%(moment)s lies in the future.") % {"moment": f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"},
                remedy=_("Check the day and the time zone."),
            )  # fmt: skip


def _bad_origin(submission: Submission) -> Iterator[Refusal]:
    if submission.external_no and not submission.source:
        yield Refusal(
            field="source", code="source_required", detail=_("An external number needs the system it comes from."),
            remedy=_("Give “source” together with “external_no”."),
        )  # fmt: skip


def _bad_point(submission: Submission) -> Iterator[Refusal]:
    if (submission.lon is None) != (submission.lat is None):
        yield Refusal(
            field="lon", code="half_a_point", detail=_("Only one of the two coordinates was given."),
            remedy=_("Give both “lon” and “lat”, or neither."),
        )  # fmt: skip
    for name, most in (("lon", 180), ("lat", 90)):
        value = getattr(submission, name)
        if value is not None and not -most <= value <= most:
            yield Refusal(
                field=name, code="not_on_earth", detail=_("%(value)s is no such coordinate.") % {"value": value},
                remedy=_("Give degrees between -%(most)d and %(most)d; longitude is “lon”.") % {"most": most},
            )  # fmt: skip


def _bad_place(submission: Submission, places: PlaceMap) -> Iterator[Refusal]:
    if submission.grid_code and not places.by_grid_code(submission.grid_code):
        yield Refusal(
            field="grid_code", code="unknown_grid",
            detail=_("There is no grid “%s”.") % submission.grid_code,
            remedy=_("Give the 15 digits of a grid in force, as text, or leave it empty and give the address."),
        )  # fmt: skip
    elif not (submission.address or submission.no_place_reason or find_place(submission, places)):
        yield Refusal(
            field="address", code="place_required", detail=_("The place is missing."),
            remedy=_("Give a grid, a point or an address, or say in “no_place_reason” why there is none."),
        )  # fmt: skip
