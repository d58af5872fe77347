"""The duty matrix: items × units on one day, what is wrong with each, and what has changed since another day. Pure.

Symbols, not colours: ● leads, ○ cooperates, ◇ finds and reports, ⧉ claims it too, ⚑ was given it by an award; a row
that nobody leads carries ∅.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partyorgs.enums import DepartmentKind
from petitions.catalogue import Catalogue
from petitions.claims import gap, rivalries
from petitions.dutyuse import NOTHING, Use, total
from petitions.gapmap import Award
from petitions.routing import Matter, decide

LEADS, ASSISTS, REPORTS, CLAIMS, AWARDED = "●", "○", "◇", "⧉", "⚑"
GAP, OVERLAP, DISPUTED, CLEAR = "gap", "overlap", "disputed", "clear"
WORDS = {
    LEADS: _("leads"), ASSISTS: _("cooperates"), REPORTS: _("finds and reports"), CLAIMS: _("claims it too"),
    AWARDED: _("awarded to"),
}  # fmt: skip
STREET, COMMUNITY, GRID = "street", "community", "grid"
OF_THE_PLACE = {
    STREET: _("Street"), COMMUNITY: pgettext_lazy("column", "Community"), GRID: pgettext_lazy("column", "Grid"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """A version of a duty item, as far as the matrix shows it."""

    code: str
    title: str
    lead_id: int
    assist_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Column:
    key: str  # code of a unit, or street, community, grid
    name: str


@dataclass(frozen=True, slots=True)
class Cell:
    """`was` is what stood here on the other day, where it was something else."""

    column: Column
    symbols: str = ""
    was: str = ""
    is_changed: bool = False

    @property
    def words(self) -> str:
        """For those who hear it."""
        return "、".join(str(WORDS[symbol]) for symbol in self.symbols)


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    title: str
    category_codes: tuple[str, ...]
    cells: tuple[Cell, ...]
    use: Use
    verdict: str
    leads: int  # how many claim to
    is_new: bool = False
    is_ended: bool = False

    @property
    def is_changed(self) -> bool:
        return self.is_new or self.is_ended or any(cell.is_changed for cell in self.cells)

    @property
    def is_out_of_reach(self) -> bool:
        """看得见的管不着: grid or community find it, the street has no part in it, and whoever leads finds nothing
        itself, for no petition comes in from a unit."""
        symbols = {cell.column.key: cell.symbols for cell in self.cells}
        street = symbols.get(STREET, "")
        is_found = REPORTS in symbols.get(GRID, "") or REPORTS in symbols.get(COMMUNITY, "")
        return is_found and LEADS not in street and ASSISTS not in street


@dataclass(frozen=True)
class Matrix:
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def totals(self) -> list[tuple[Column, int, int]]:
        """Of each unit: how many items it leads and in how many it cooperates."""
        led, joined = Counter[str](), Counter[str]()
        for row in self.rows:
            led.update(cell.column.key for cell in row.cells if LEADS in cell.symbols)
            joined.update(cell.column.key for cell in row.cells if ASSISTS in cell.symbols)
        return [(column, led[column.key], joined[column.key]) for column in self.columns]

    @property
    def use(self) -> Use:
        return sum((row.use for row in self.rows), NOTHING)

    def count(self, verdict: str) -> int:
        return sum(row.verdict == verdict for row in self.rows)

    def only(self, rows: Iterable[Row]) -> "Matrix":
        """These rows, and the columns that have something in them."""
        rows = tuple(rows)
        filled = {cell.column.key for row in rows for cell in row.cells if cell.symbols or cell.was}
        columns = tuple(column for column in self.columns if column.key in filled or column.key in OF_THE_PLACE)
        shown = {column.key for column in columns}
        return Matrix(columns, tuple(_narrow(row, shown) for row in rows))


def _narrow(row: Row, shown: set[str]) -> Row:
    cells = tuple(cell for cell in row.cells if cell.column.key in shown)
    return Row(
        row.code, row.title, row.category_codes, cells, row.use, row.verdict, row.leads, row.is_new, row.is_ended
    )


@dataclass
class Draft:
    """A matrix in the making: marks by row and column, first without order."""

    lists: Catalogue
    on: date
    uses: Mapping[int, Use]
    awards: Sequence[Award]
    gone: Mapping[int, str]
    items: dict[str, Item] = field(default_factory=dict)
    categories: dict[str, list[int]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    marks: dict[str, dict[str, str]] = field(default_factory=dict)
    verdicts: dict[str, str] = field(default_factory=dict)
    leads: dict[str, int] = field(default_factory=dict)

    def mark(self, code: str, column: str, symbol: str) -> None:
        row = self.marks.setdefault(code, {})
        if symbol not in row.get(column, ""):
            row[column] = row.get(column, "") + symbol

    def column_of(self, unit_id: int) -> str:
        unit = self.lists.units[unit_id]
        return STREET if unit.kind in (DepartmentKind.PLACEHOLDER, DepartmentKind.STREET) else unit.code


def draft(
    items: Iterable[Item],
    lists: Catalogue,
    *,
    uses: Mapping[int, Use],
    awards: Sequence[Award],
    gone: Mapping[int, str],
    on: date,
) -> Draft:
    """All items, and the categories that nobody leads, each as a row. `gone` are units that no longer exist."""
    made = Draft(lists, on, uses, awards, gone)
    made.items = {item.code: item for item in items}
    for category_id, rules in lists.rules.items():
        for code in dict.fromkeys(rule.duty.code for rule in rules if rule.is_in_force(on)):
            if category_id in lists.categories:
                made.categories.setdefault(code, []).append(category_id)
    for item in made.items.values():
        _enter_item(made, item)
    for sort in lists.categories.values():
        _enter_gap(made, sort.id)
    for code in made.marks:
        _enter_reports(made, code)
    return made


def _enter_item(made: Draft, item: Item) -> None:
    made.titles[item.code], made.leads[item.code] = item.title, 1
    made.mark(item.code, made.column_of(item.lead_id), LEADS)
    for unit_id in item.assist_ids:
        if made.column_of(unit_id) != made.column_of(item.lead_id):
            made.mark(item.code, made.column_of(unit_id), ASSISTS)
    if item.lead_id in made.gone or _is_refused(made, item):
        made.leads[item.code], made.verdicts[item.code] = 0, GAP
    _enter_rivals(made, item)
    _enter_awards(made, item)


def _is_refused(made: Draft, item: Item) -> bool:
    """Petitions would go by it to a street, which may not be given them."""
    duties = [
        rule.duty
        for category_id in made.categories.get(item.code, ())
        for rule in made.lists.rules[category_id]
        if rule.duty.code == item.code and rule.is_in_force(made.on)
    ]
    is_for_street = made.column_of(item.lead_id) == STREET
    return is_for_street and any(duty.is_reclaimed or not duty.territory_allowed for duty in duties)


def _enter_rivals(made: Draft, item: Item) -> None:
    """Whoever else leads in the same matters by another item."""
    rivals = {
        unit_id
        for category_id in made.categories.get(item.code, ())
        for rivalry in rivalries(category_id, made.lists, made.on)
        if item.code in rivalry.duty_codes
        for unit_id in rivalry.lead_ids
    } - {item.lead_id}
    for unit_id in sorted(rivals):
        made.mark(item.code, made.column_of(unit_id), CLAIMS)
    if rivals:
        made.leads[item.code] += len(rivals)
        made.verdicts.setdefault(item.code, OVERLAP)


def _enter_awards(made: Draft, item: Item) -> None:
    """Whom disputes gave it to, against the list."""
    categories = set(made.categories.get(item.code, ()))
    for award in made.awards:
        if award.category_id in categories and _is_against(award, made):
            made.mark(item.code, made.column_of(award.lead_id), AWARDED)
            made.verdicts.setdefault(item.code, DISPUTED)


def _is_against(award: Award, made: Draft) -> bool:
    lead = decide(Matter(award.category_id, award.kind, award.place_code), made.lists, made.on).lead
    return lead is not None and lead.id != award.lead_id


def _enter_gap(made: Draft, category_id: int) -> None:
    """A category without a lead stands under the item it last was, or under its own number."""
    sort = made.lists.categories[category_id]
    reason = gap(sort, made.lists, made.on)
    if reason:
        said = dict(reason.values)
        code = said.get("duty", sort.code)
        made.titles.setdefault(code, said.get("title", sort.name))
        made.categories.setdefault(code, []).append(category_id)
        made.marks.setdefault(code, {})
        made.verdicts[code], made.leads[code] = GAP, 0


def _enter_reports(made: Draft, code: str) -> None:
    use = total(dict(made.uses), made.categories.get(code, ()))
    if use.by_community:
        made.mark(code, COMMUNITY, REPORTS)
    if use.by_grid:
        made.mark(code, GRID, REPORTS)


def lay_out(now: Draft, before: Draft | None = None) -> Matrix:
    """Rows by code, columns by unit; beside it what stood there on the other day."""
    old = before.marks if before else {}
    filled = {key for marks in (*now.marks.values(), *old.values()) for key in marks}
    names = {unit.code: unit.name for unit in now.lists.units.values()}
    columns = (
        *(Column(key, names[key]) for key in sorted(filled - OF_THE_PLACE.keys())),
        *(Column(key, str(name)) for key, name in OF_THE_PLACE.items()),
    )
    codes = sorted(now.marks.keys() | (before.items.keys() if before else set()))
    return Matrix(columns, tuple(_row(code, columns, now, before) for code in codes))


def _row(code: str, columns: Sequence[Column], now: Draft, before: Draft | None) -> Row:
    marks, old = now.marks.get(code, {}), before.marks.get(code, {}) if before else {}
    cells = tuple(_cell(column, marks.get(column.key, ""), old.get(column.key, ""), before) for column in columns)
    category_ids = now.categories.get(code, [])
    return Row(
        code=code,
        title=now.titles.get(code) or (before.titles[code] if before else ""),
        category_codes=tuple(now.lists.categories[category_id].code for category_id in category_ids),
        cells=cells,
        use=total(dict(now.uses), category_ids),
        verdict=now.verdicts.get(code, CLEAR),
        leads=now.leads.get(code, 0),
        is_new=before is not None and code in now.items and code not in before.items,
        is_ended=before is not None and code not in now.items and code in before.items,
    )


def _cell(column: Column, symbols: str, was: str, before: Draft | None) -> Cell:
    """What grid and community find is of these twelve months, whatever the list: it is no change of the list."""
    is_changed = before is not None and _of_the_list(symbols) != _of_the_list(was)
    return Cell(column, symbols, was if is_changed else "", is_changed)


def _of_the_list(symbols: str) -> str:
    return "".join(symbol for symbol in symbols if symbol in (LEADS, ASSISTS))
