"""What the map can show: figures of places. Each floor adds its own layer, this one knows none of them by name.

    layers.register(Layer("open", _("Open orders"), rows=lambda actor, now: WorkOrder.objects.visible_to(actor).open(),
                          url=...))

A layer counts rows that carry the unified code of their place, so that one query answers for every place below
another. It counts what the actor may see and nothing else: a figure must never tell of a row that is kept from them.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Left
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from grids import codes, lineage
from grids.lineage import Lineage

PERIODS = {"": _("Any time"), "7": _("Last 7 days"), "30": _("Last 30 days"), "90": _("Last 90 days"),
           "365": _("Last 365 days")}  # fmt: skip


@dataclass(frozen=True)
class Layer:
    """`rows` are what is counted at a moment, `url` the list behind the figure of a place since a day.

    `place` names the field that holds the code, `moment` the one the period asks about; without one there is none.
    """

    key: str
    label: str
    rows: Callable[[Actor, datetime], QuerySet[Any]]
    url: Callable[[str, date | None], str]
    place: str = "place_code"
    moment: str = ""
    order: int = 100  # the first is shown unless another is chosen


@dataclass(frozen=True, slots=True)
class Figures:
    """How many rows lie in each of the places below one, by the codes the rows carry."""

    by_code: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.by_code.values())

    def of(self, code: str) -> int:
        return self.by_code.get(code, 0)

    def elsewhere(self, known: set[str]) -> int:
        """Rows whose place is known no deeper, or by a code that is not in force any more."""
        return sum(count for code, count in self.by_code.items() if code not in known)


_layers: list[Layer] = []


def register(*layers: Layer) -> None:
    _layers.extend(layers)
    _layers.sort(key=lambda layer: layer.order)


def known() -> tuple[Layer, ...]:
    return tuple(_layers)


def since(period: str, today: date) -> date | None:
    """The first day of a period of PERIODS; None for any time."""
    return today - timedelta(days=int(period) - 1) if period else None


def figures(
    layer: Layer, actor: Actor, within: str, *, width: int, first_day: date | None, now: datetime, history: Lineage
) -> Figures:
    """One query, two where places have changed: rows keep the code of their day and count where that place lies today.
    `width` is the length of the codes one level below."""
    today = timezone.localdate(now)
    rows = _rows(layer, actor, within, first_day, now, history).order_by()
    old = reduce(or_, (lying_in(layer.place, code) for code in history.tops), Q(pk__in=()))
    counts = Counter(dict(rows.exclude(old).values_list(Left(layer.place, width)).annotate(count=Count("pk"))))
    if history.tops:
        for code, count in rows.filter(old).values_list(layer.place).annotate(count=Count("pk")):
            counts[history.code(code, on=today, known=today)[:width]] += count
    return Figures(counts)


def total(
    layer: Layer, actor: Actor, within: str, *, first_day: date | None, now: datetime, history: Lineage
) -> int:  # fmt: skip
    return _rows(layer, actor, within, first_day, now, history).count()


def lying_in(field: str, code: str) -> Q:
    """Rows of a place and of all places in it. A range, because every database can answer it from an index."""
    prefix = codes.prefix(code)
    return Q(**{f"{field}__range": (prefix, prefix.ljust(codes.LONGEST, "9"))})


def ever_in(field: str, code: str) -> Q:
    """Likewise, for rows that keep the code of their day: also those of places that have come to lie there since. One
    query."""
    return lineage.rows_in(field, lineage.territory(lineage.read(), code, on=timezone.localdate()))


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _rows(
    layer: Layer, actor: Actor, within: str, first_day: date | None, now: datetime, history: Lineage
) -> QuerySet[Any]:
    territory = lineage.territory(history, within, on=timezone.localdate(now))
    rows = layer.rows(actor, now).filter(lineage.rows_in(layer.place, territory))
    return rows.filter(**{f"{layer.moment}__gte": midnight(first_day)}) if first_day and layer.moment else rows
