"""Which orders may be about the same matter: same place, same category, open or closed within 30 days, similar words.

It suggests and never decides: whether two petitions are one matter, a person confirms (practice §2.8, V5). The same
petitioner with the same matter, closed before, is a repeat and not a duplicate: `intake` flags those.

Words are compared by the pairs of neighbouring characters they are made of: the share of the shorter text's pairs that
the longer one has too, so that a matter told in short is found in the same matter told at length. 0.80 of it means:
hardly anything in the shorter text is not in the longer. Measured on public petitions of other cities: of 48 pairs at
or above 0.80 with a hand-marked event on one side, 47 were the same event (98 %); of 147 such pairs within one
district, category and 30 days, 108 were copies by an independent measure and the other 39, read one by one, the same
matter. At 0.77 the first two neighbours are taken for one. Of those who tell an event in their own words it finds few
(2 in 100 pairs), and no threshold on shared characters finds more without taking neighbours for one: so what stays
below 0.80 is shown, nearest first, and not suggested.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import cos, hypot, radians

from django.db.models import Q, QuerySet

from core.actors import Actor
from petitions import guards
from petitions.case import Case
from petitions.deadlines import Clockwork
from petitions.enums import OPEN, Action, Status
from petitions.models import Petition, WorkOrder
from petitions.models.workorder import REOPEN_WINDOW
from petitions.refusals import NotAllowed

SAME_WORDS = 0.80  # from here on a merge is suggested, practice §2.8
NEAR = 200  # metres within which two points are one place, practice §2.8
GRID_DIGITS = 15  # of a place code: only from a grid on it names a place, and not a whole street
MOST = 200  # orders looked at for one petition, the newest
WORTH_A_LOOK = 0.30  # without a category everything at the place would be shown
FEWEST_PAIRS = 8  # of characters: shorter texts, like "the street lamp is broken", are contained in too many
METRES_PER_DEGREE = 111_320
TRIED = "…"  # a reason that stands for any, where it is only tried whether a merge is possible

# What is said in every petition whatever it is about.
COMMON = re.compile(
    "尊敬的|各位|领导|您好|你好|谢谢|希望|请求|反映|请问|请|诉求人|来电人|市民|居民|业主|我们|我是|我|电话|姓名|号码|工单号|"
    "政府|有关部门|相关部门|部门|处理|解决|核实|情况|问题"
)

Point = tuple[float, float]  # longitude, latitude


@dataclass(frozen=True, slots=True)
class Probe:
    """What is known of a petition that may have been told before. Without a category nothing can be suggested."""

    text: str  # redacted, as those are that it is compared with
    place_code: str = ""
    point: Point | None = None
    category_id: int | None = None
    order_id: int | None = None  # its own order, once it has one

    @property
    def grid_code(self) -> str:
        return self.place_code if len(self.place_code) >= GRID_DIGITS else ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An order that may be about the same matter, and why."""

    order: WorkOrder
    similarity: float
    voices: int  # petitions that are in it
    is_same_grid: bool
    is_same_category: bool
    metres: int | None  # between the points, where both have one
    is_suggested: bool
    closed_days: int | None = None  # since it was closed; empty while it is open

    @property
    def closeness(self) -> tuple[bool, float, int, int]:
        """Sorts the nearest first."""
        return (not self.is_suggested, -self.similarity, self.metres or 0, -self.order.pk)


@dataclass(slots=True)
class _Voices:
    """What has been said in one order, primary petition and those that joined it."""

    pairs: list[frozenset[str]] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)


def find(probe: Probe, *, among: QuerySet[WorkOrder], at: datetime) -> list[Candidate]:
    """Those that may be the same matter, nearest first. Three queries with a point, two without; `among` are the orders
    the reader may see."""
    if not (probe.grid_code or probe.point):
        return []
    near = _near(probe)
    rows = _rows([probe], Q(pk__in=near), among, at)
    return _compared(probe, rows, _said_in(rows), at)


def find_each(probes: Sequence[Probe], *, among: QuerySet[WorkOrder], at: datetime) -> list[list[Candidate]]:
    """Of many petitions at once, in two queries: by their grids only, since one grid is what most points lie in."""
    if not any(probe.grid_code for probe in probes):
        return [[] for _probe in probes]
    rows = _rows(probes, Q(pk__in=()), among, at)
    said = _said_in(rows)
    by_grid: dict[str, list[WorkOrder]] = {}
    for row in rows:
        by_grid.setdefault(row.place_code, []).append(row)
    return [_compared(probe, by_grid.get(probe.grid_code, []), said, at) for probe in probes]


def of(order: WorkOrder, petition: Petition) -> Probe:
    """The petition of an order as it is compared with others."""
    lon, lat = petition.lon, petition.lat
    return Probe(
        petition.content_redacted, place_code=order.place_code, category_id=order.category_id, order_id=order.pk,
        point=(float(lon), float(lat)) if lon is not None and lat is not None else None,
    )  # fmt: skip


def refusal(case: Case, primary: WorkOrder, *, by: Actor, at: datetime, machine: Clockwork) -> str:
    """Why this case may not be merged into that order; empty where it may."""
    data = {"primary": primary, "reason": TRIED}
    try:
        guards.check(case, Action.MERGE, by=by, at=at, machine=machine, data=data)
    except NotAllowed as refused:
        return str(refused)
    return ""


# --- looking them up


def _rows(probes: Sequence[Probe], near: Q, among: QuerySet[WorkOrder], at: datetime) -> list[WorkOrder]:
    """Orders at the places of these petitions that can still be joined, the newest first."""
    grids = {probe.grid_code for probe in probes} - {""}
    categories = [probe.category_id for probe in probes if probe.category_id]
    orders = among.filter(Q(place_code__in=grids) | near, _can_be_joined(at))
    if len(categories) == len(probes):
        orders = orders.filter(category_id__in=categories)
    own = [probe.order_id for probe in probes if probe.order_id]
    return list(orders.exclude(pk__in=own).defer("search_text").order_by("-id")[: MOST * min(len(probes), 10)])


def _can_be_joined(at: datetime) -> Q:
    """As `WorkOrder.can_be_joined()`."""
    return Q(status__in=OPEN) | Q(status=Status.CLOSED, closed_at__gte=at - REOPEN_WINDOW)


def _near(probe: Probe) -> list[int]:
    """Orders with a petition in the square around the point."""
    if probe.point is None:
        return []
    lon, lat = probe.point
    north = NEAR / METRES_PER_DEGREE
    east = north / max(cos(radians(lat)), 0.01)
    petitions = Petition.objects.filter(lon__range=(lon - east, lon + east), lat__range=(lat - north, lat + north))
    return list(petitions.order_by("-id").values_list("work_order_id", flat=True)[:MOST])


def _said_in(rows: Sequence[WorkOrder]) -> dict[int, _Voices]:
    said = {row.pk: _Voices() for row in rows}
    petitions = Petition.objects.filter(work_order_id__in=said).order_by("-id")
    for order_id, text, lon, lat in petitions.values_list("work_order_id", "content_redacted", "lon", "lat"):
        said[order_id].pairs.append(pairs(text))
        if lon is not None and lat is not None:
            said[order_id].points.append((float(lon), float(lat)))
    return said


# --- comparing


def _compared(probe: Probe, rows: Sequence[WorkOrder], said: dict[int, _Voices], at: datetime) -> list[Candidate]:
    own = pairs(probe.text)
    found = (_candidate(probe, own, row, said[row.pk], at) for row in rows)
    return sorted((each for each in found if each), key=lambda each: each.closeness)


def _candidate(probe: Probe, own: frozenset[str], order: WorkOrder, voices: _Voices, at: datetime) -> Candidate | None:
    """None where place or category turn out to be others."""
    if probe.category_id and order.category_id != probe.category_id:
        return None
    is_same_grid = bool(probe.grid_code) and order.place_code == probe.grid_code
    metres = min((distance(probe.point, point) for point in voices.points), default=None) if probe.point else None
    if not is_same_grid and (metres is None or metres > NEAR):
        return None
    likeness = max((similarity(own, each) for each in voices.pairs), default=0.0)
    if probe.category_id is None and likeness < WORTH_A_LOOK:
        return None
    return Candidate(
        order=order, similarity=likeness, voices=len(voices.pairs), metres=metres, is_same_grid=is_same_grid,
        is_same_category=probe.category_id is not None, is_suggested=bool(probe.category_id) and likeness >= SAME_WORDS,
        closed_days=(at - order.closed_at) // timedelta(days=1) if order.closed_at else None,
    )  # fmt: skip


def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a text, without punctuation and what every petition says."""
    folded = COMMON.sub(" ", unicodedata.normalize("NFKC", text).casefold())
    words = "".join(char if char.isalnum() else " " for char in folded).split()
    return frozenset(word[start : start + 2] for word in words for start in range(len(word) - 1))


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """From 0.00 to 1.00: the share of the shorter one's pairs that the other has too."""
    return round(len(one & other) / max(min(len(one), len(other)), FEWEST_PAIRS), 2)


def distance(one: Point, other: Point) -> int:
    """In metres, as if the earth were flat: within a city it is."""
    east = (one[0] - other[0]) * cos(radians((one[1] + other[1]) / 2))
    return round(hypot(east, one[1] - other[1]) * METRES_PER_DEGREE)
