"""The duty lists on a day, read from the rows as the values that `dutylists` compares.

A version of a list is nothing but the items that hold on a day; the days on which any of them began or ended are the
days from which the list has another version.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from core.validity import ValidityQuerySet
from partyorgs.dutylists import CITYWIDE, Change, Comparison, Item, Scope, compare, revised
from partyorgs.dutyrules import MEANS
from partyorgs.enums import DutyAction, DutyListKind, DutyPart, RevisionState
from partyorgs.models import DutyChange, DutyItem, DutyRevision
from partyorgs.models.duties import DutyContent

EVERY_LIST = Scope()
CONTENT = tuple(field.name for field in DutyContent._meta.get_fields() if field.name != "street")
DAY = timedelta(days=1)


# --- rows as values


def rows() -> ValidityQuerySet:
    """Items with all that their values need: two queries, however many."""
    return DutyItem.objects.select_related("lead", "street").prefetch_related("cooperations__department")


def as_item(row: DutyItem) -> Item:
    helpers = sorted(row.cooperations.all(), key=lambda part: part.order)
    return Item(
        code=row.code, lead=row.lead.code, cooperating=tuple(part.department.code for part in helpers),
        since=row.valid_from, **_content(row),
    )  # fmt: skip


def as_change(row: DutyChange) -> Change:
    """A line as a value. One that drops an item names its lead of before."""
    lead = row.lead or (row.base.lead if row.base else None)
    item = Item(code=row.code, lead=lead.code if lead else "", cooperating=tuple(row.cooperating), **_content(row))
    return Change(
        action=row.action, item=item, moved_to=row.moved_to.code if row.moved_to else "",
        categories=tuple(row.categories), replaces=row.base.valid_from if row.base else None,
    )  # fmt: skip


def _content(row: DutyItem | DutyChange) -> dict[str, Any]:
    return {name: getattr(row, name) for name in CONTENT} | {"street": row.street.code if row.street else ""}


# --- the lists


def where(scope: Scope, of: str = "") -> Q:
    """The rows of a list; `of` leads to them from elsewhere, as "base__" does from a line of a revision."""
    asked = {"list_kind": scope.kind, "lead__code": scope.unit, "street__code": scope.street_code}
    found = Q(**{f"{of}{column}": value for column, value in asked.items() if value})
    return found & Q(**{f"{of}street": None}) if scope.street == CITYWIDE else found


def listed(on: date, scope: Scope = EVERY_LIST) -> list[Item]:
    """The items of a list that hold on that day, by code."""
    return [as_item(row) for row in rows().active(on).filter(where(scope)).order_by("code")]


def standing(scope: Scope = EVERY_LIST) -> list[Item]:
    """The items of a list that nothing has ended yet: what a revision changes."""
    return [as_item(row) for row in rows().filter(where(scope), valid_to=None).order_by("code")]


def days(scope: Scope = EVERY_LIST) -> list[date]:
    """From which days a list has another version, the newest first."""
    found = DutyItem.objects.filter(where(scope)).order_by()
    begun = found.values_list("valid_from", flat=True).distinct()
    ended = found.filter(valid_to__isnull=False).values_list("valid_to", flat=True).distinct()
    return sorted({day for day in (*begun, *ended) if day}, reverse=True)


def handed_down_bare() -> Q:
    """Items a department handed to a street without saying which power, staff and budget go along (S0-35)."""
    earlier = DutyItem.objects.filter(code=OuterRef("code"), valid_to=OuterRef("valid_from"))
    elsewhere = earlier.filter(~Q(list_kind=DutyListKind.STREET) | Q(part=DutyPart.RECLAIMED))
    says_not = Q(*((name, "") for name in MEANS), _connector=Q.OR)
    return Q(Exists(elsewhere), says_not, list_kind=DutyListKind.STREET) & ~Q(part=DutyPart.RECLAIMED)


# --- two versions


def between(earlier: date, later: date, scope: Scope = EVERY_LIST) -> Comparison:
    """How a list differs between two days."""
    return _between(earlier, later, where(scope))


def _between(earlier: date, later: date, lists: Q) -> Comparison:
    before, after = ([as_item(row) for row in rows().active(day).filter(lists)] for day in (earlier, later))
    left = {item.code for item in before} - {item.code for item in after if item.is_carried}
    return compare(before, after, _destinations(left, later) if left else {})


def _destinations(codes: Iterable[str], on: date) -> dict[str, str]:
    """Where items went that left a list: as the version that ended says, else whoever has them on another list now."""
    found: dict[str, str] = {}
    known = DutyItem.objects.filter(code__in=list(codes), valid_from__lte=on).select_related("lead", "moved_to")
    for row in known.order_by("code", "valid_from"):
        if row.valid_to is not None and row.valid_to <= on:
            found[row.code] = row.moved_to.code if row.moved_to else ""
        elif not found.get(row.code):
            found[row.code] = row.lead.code
    return found


def by_revision(revision: DutyRevision, scope: Scope = EVERY_LIST) -> Comparison:
    """How the lists it touches differ by a revision: as it was carried out, else from those in force now.

    Raises `dutylists.Outdated` when items are no longer what its lines were written against.
    """
    if revision.state == RevisionState.APPROVED:
        lists = _touched(revision) & where(scope)
        return _between(revision.effective_on - DAY, revision.effective_on, lists)
    lines = changes_of(revision)
    before = [as_item(row) for row in rows().filter(_touched(revision), valid_to=None).order_by("code")]
    after = revised(before, lines, revision.effective_on)
    return compare(filter(scope.holds, before), filter(scope.holds, after), destinations(lines))


def changes_of(revision: DutyRevision) -> list[Change]:
    lines = revision.changes.select_related("lead", "street", "moved_to", "base__lead").order_by("code")
    return [as_change(line) for line in lines]


def destinations(lines: Iterable[Change]) -> Mapping[str, str]:
    """Where a revision says that items go: as a line names it, or to the unit that leads from then on."""
    return {line.code: line.moved_to or ("" if line.action == DutyAction.DROP else line.item.lead) for line in lines}


def _touched(revision: DutyRevision) -> Q:
    """The lists that any line takes from or adds to, and every item of a line's code wherever it stands."""
    lines = revision.changes.order_by()
    lists = {*lines.values_list("list_kind", "street"), *lines.values_list("base__list_kind", "base__street")}
    found = Q(code__in=lines.values("code"))
    for kind, street_id in lists:
        if kind:
            found |= Q(list_kind=kind, street=street_id)
    return found
