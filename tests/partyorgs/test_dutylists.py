"""What a list says after a revision, and how two versions differ: values in, values out."""

from dataclasses import replace
from datetime import date

import pytest

from partyorgs.dutylists import Change, Item, Outdated, compare, revised
from partyorgs.enums import DifferenceKind, DutyAction, DutyPart

OLD, DAY = date(2021, 1, 1), date(2026, 12, 1)
PAVEMENT = Item("C-1", "人行道维护", "D14", ("D15",), since=OLD)
MANHOLE = Item("C-2", "井盖", "D14", since=OLD)


def change(item, **said):
    return Change(DutyAction.CHANGE, replace(item, **said), replaces=item.since)


def drop(item, moved_to=""):
    return Change(DutyAction.DROP, item, moved_to=moved_to, replaces=item.since)


# --- after a revision


def test_a_revision_adds_changes_and_drops():
    lamp = Item("C-3", "路灯", "D14")

    after = revised(
        [PAVEMENT, MANHOLE], [Change(DutyAction.ADD, lamp), change(PAVEMENT, lead="D15"), drop(MANHOLE)], DAY
    )

    assert after == [replace(PAVEMENT, lead="D15", since=DAY), replace(lamp, since=DAY)]


def test_without_lines_everything_stands():
    assert revised([MANHOLE, PAVEMENT], [], DAY) == [PAVEMENT, MANHOLE]


@pytest.mark.parametrize(
    ("line", "items"),
    [
        (change(PAVEMENT, title="道路"), [replace(PAVEMENT, since=date(2025, 1, 1))]),  # another version meanwhile
        (drop(PAVEMENT), []),  # gone meanwhile
        (Change(DutyAction.ADD, PAVEMENT), [PAVEMENT]),  # added by somebody else meanwhile
    ],
)
def test_an_item_that_is_no_longer_what_it_was_is_named(line, items):
    with pytest.raises(Outdated) as refusal:
        revised([*items, MANHOLE], [line, change(MANHOLE, title="井盖维护")], DAY)

    assert refusal.value.codes == ("C-1",)


# --- two versions


def test_the_same_list_has_no_differences():
    found = compare([PAVEMENT, MANHOLE], [replace(PAVEMENT, since=DAY), MANHOLE])

    assert (found.before, found.after, found.net, found.differences) == (2, 2, 0, ())


def test_each_difference_is_of_one_kind():
    lamp, bench = Item("C-3", "路灯", "D14"), Item("C-4", "座椅", "D14")
    worded = replace(MANHOLE, title="井盖维护", basis="条例第三条")

    found = compare(
        [PAVEMENT, MANHOLE, bench, lamp], [worded, Item("C-5", "公厕", "D14")], {"C-1": "D15", "C-5": "D99"}
    )

    assert [(d.kind, d.item.code, d.fields, d.destination) for d in found.differences] == [
        (DifferenceKind.MOVED, "C-1", (), "D15"),
        (DifferenceKind.CHANGED, "C-2", ("title", "basis"), ""),
        (DifferenceKind.REMOVED, "C-3", (), ""),
        (DifferenceKind.REMOVED, "C-4", (), ""),
        (DifferenceKind.ADDED, "C-5", (), ""),
    ]
    assert found.homeless == 2


def test_another_lead_is_a_move_to_that_unit():
    [found] = compare([PAVEMENT], [replace(PAVEMENT, lead="D15")]).differences

    assert (found.kind, found.destination, found.fields) == (DifferenceKind.MOVED, "D15", ("lead",))


def test_what_the_superior_takes_back_is_no_longer_the_streets_though_it_stays_listed():
    item = Item("S-1", "工地扬尘巡查", "D00", part=DutyPart.BASIC, since=OLD)
    taken = replace(item, part=DutyPart.RECLAIMED)

    to_a_unit = compare([item], [replace(taken, lead="D13")])
    to_nobody_yet = compare([item], [taken], {"S-1": "D12"})

    assert (to_a_unit.before, to_a_unit.after, to_a_unit.differences[0].destination) == (1, 0, "D13")
    assert (to_nobody_yet.differences[0].kind, to_nobody_yet.differences[0].destination) == ("moved", "D12")


def test_a_list_cut_from_230_to_109():
    """S3-14: 121 fewer, 52.61 per cent, each with its destination."""
    before = [Item(f"S-{n:03}", f"第{n}项", "D00", since=OLD) for n in range(1, 231)]
    lines = [drop(item, moved_to="D13") for item in before[109:]]

    after = revised(before, lines, DAY)
    found = compare(before, after, {line.code: line.moved_to for line in lines})

    assert (found.before, found.after, found.net) == (230, 109, -121)
    assert round(found.share * 100, 2) == -52.61
    assert found.count(DifferenceKind.MOVED) == 121
    assert found.homeless == 0


def test_a_list_that_begins_has_no_share():
    assert compare([], [PAVEMENT]).share is None
