"""How two versions of a list are shown beside each other: what became of each item, field by field, and where to."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.templatetags.ui import percent
from grids.models import Area
from partyorgs import directory, dutyrules
from partyorgs.dutylists import Comparison, Difference, Item
from partyorgs.enums import DifferenceKind, DutyGroup, DutyLevel, DutyListKind, DutyPart
from partyorgs.models import DutyItem

TONES = {
    DifferenceKind.ADDED: "green", DifferenceKind.MOVED: "blue", DifferenceKind.REMOVED: "red",
    DifferenceKind.CHANGED: "amber",
}  # fmt: skip
CHOICES = {"list_kind": DutyListKind, "part": DutyPart, "group": DutyGroup, "level": DutyLevel}


@dataclass(frozen=True, slots=True)
class Words:
    """One field of an item, before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Row:
    kind: str
    tone: str
    code: str
    title: str
    lead: str
    destination: str
    words: tuple[Words, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A comparison in words: the figures, where items went, and a row an item."""

    before: int
    after: int
    net: str
    share: str
    counts: tuple[tuple[str, str, int], ...]
    destinations: tuple[tuple[str, int], ...]
    rows: tuple[Row, ...]


class Speller:
    """Puts the values of items into words. Reads the names of units and streets once."""

    def __init__(self) -> None:
        self._units = directory.short_names()
        streets = Area.objects.filter(code__regex=r"^[0-9]{9}$").order_by("code")
        self._streets = dict(streets.values_list("code", "name"))

    def unit(self, code: str) -> str:
        return self._units.get(code, code)

    def value(self, name: str, item: Item) -> str:
        said = getattr(item, name)
        if name == "lead":
            return self.unit(said)
        if name == "cooperating":
            return _(", ").join(map(self.unit, said))
        if name == "street":
            return self._streets.get(said, said)
        if name == "territory_allowed":
            return _("yes") if said else _("no")
        return str(CHOICES[name](said).label) if said and name in CHOICES else said

    def changed(self, difference: Difference) -> tuple[Words, ...]:
        before, after = difference.before, difference.after
        if before is None or after is None:
            return ()
        return tuple(
            Words(label(name), self.value(name, before), self.value(name, after)) for name in difference.fields
        )


def label(name: str) -> str:
    return str(DutyItem._meta.get_field(name).verbose_name)


def table(comparison: Comparison, speller: Speller, *, only: str = "") -> Table:
    differences = [found for found in comparison.differences if only in ("", found.kind)]
    return Table(
        before=comparison.before, after=comparison.after, net=_signed(f"{comparison.net:+d}"),
        share=_signed(percent(comparison.share, 2)) if comparison.share is not None else "",
        counts=tuple((kind.value, str(kind.label), comparison.count(kind)) for kind in DifferenceKind),
        destinations=_destinations(comparison.differences, speller),
        rows=tuple(_row(difference, speller) for difference in differences),
    )  # fmt: skip


def _signed(number: str) -> str:
    """With the sign that is as wide as a plus."""
    return number.replace("-", "−")


def _destinations(differences: Iterable[Difference], speller: Speller) -> tuple[tuple[str, int], ...]:
    """How many items each unit was handed, the most first."""
    counted = Counter(found.destination for found in differences if found.kind == DifferenceKind.MOVED)
    named = [(speller.unit(code), count) for code, count in counted.items()]
    return tuple(sorted(named, key=lambda pair: (-pair[1], pair[0])))


def _row(difference: Difference, speller: Speller) -> Row:
    item = difference.item
    warnings = dutyrules.warnings(item, difference.before) if difference.after else []
    if difference.kind == DifferenceKind.REMOVED:
        warnings.append(_("Nobody is named who has it from then on."))
    return Row(
        kind=str(DifferenceKind(difference.kind).label), tone=TONES[DifferenceKind(difference.kind)], code=item.code,
        title=item.title, lead=speller.unit((difference.before or item).lead),
        destination=speller.unit(difference.destination) if difference.destination else "",
        words=speller.changed(difference), warnings=tuple(warnings),
    )  # fmt: skip
