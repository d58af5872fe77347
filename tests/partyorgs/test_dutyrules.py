"""What an item has to say, what a reader is warned of, what may be given to a community."""

from dataclasses import replace

import pytest

from partyorgs.dutylists import Change, Item
from partyorgs.dutyrules import admission, faults, is_homeless, means_lacking, warnings
from partyorgs.enums import Admission, DutyAction

STREET = Item("S-1", "工地扬尘巡查", "D00", list_kind="street", part="basic", basis="清单", street="990103003")
DEPARTMENT = Item("C-1", "工地扬尘", "D13", basis="条例")


@pytest.mark.parametrize(
    ("item", "fields"),
    [
        (STREET, []),
        (DEPARTMENT, []),
        (replace(STREET, part=""), ["part"]),
        (replace(DEPARTMENT, part="basic"), ["part"]),
        (replace(STREET, part="cooperative"), ["superior_duty", "street_duty"]),
        (replace(STREET, part="cooperative", superior_duty="执法", street_duty=" "), ["street_duty"]),
        (replace(STREET, part="cooperative", superior_duty="执法", street_duty="巡查"), []),
        (replace(STREET, part="reclaimed", lead="D13"), []),
        (replace(STREET, part="reclaimed", lead="D13", territory_allowed=True), ["territory_allowed"]),
        (replace(STREET, part="cooperative", superior_duty="甲", street_duty="乙", territory_allowed=True),
         ["territory_allowed"]),
        (replace(STREET, list_kind="community_duty", part="reclaimed"), ["part"]),
        (replace(DEPARTMENT, level="community"), ["level"]),
        (replace(STREET, level="community"), ["level"]),
        (replace(DEPARTMENT, list_kind="entry_permit", level="community"), []),
        (replace(DEPARTMENT, cooperating=("D13",)), ["cooperating"]),
        (replace(DEPARTMENT, cooperating=("D14", "D14")), ["cooperating"]),
    ],
)  # fmt: skip
def test_faults(item, fields):
    assert [fault.field for fault in faults(item)] == fields


def test_what_a_department_hands_to_a_street_says_power_staff_and_budget():
    """S0-35 选择性放权."""
    handed = replace(STREET, transferred_power="处罚权", transferred_staff=" ")

    assert len(means_lacking(DEPARTMENT, handed)) == 2
    assert len(warnings(handed, DEPARTMENT)) == 1
    assert means_lacking(replace(STREET, part="reclaimed"), STREET) != []  # given back
    assert means_lacking(DEPARTMENT, replace(handed, transferred_staff="2人", transferred_budget="随事")) == []
    assert means_lacking(STREET, replace(STREET, title="扬尘")) == []  # the street's own all along
    assert means_lacking(None, STREET) == []
    assert means_lacking(STREET, DEPARTMENT) == []


def test_a_reader_is_warned_of_what_is_missing():
    assert warnings(STREET) == []
    assert len(warnings(replace(STREET, basis=""))) == 1
    assert len(warnings(replace(STREET, part="reclaimed"))) == 1
    assert warnings(replace(STREET, part="reclaimed", lead="D13")) == []


def test_dropped_without_a_destination_is_homeless():
    assert is_homeless(Change(DutyAction.DROP, DEPARTMENT))
    assert not is_homeless(Change(DutyAction.DROP, DEPARTMENT, moved_to="D14"))
    assert not is_homeless(Change(DutyAction.CHANGE, DEPARTMENT))


@pytest.mark.parametrize(
    ("kind", "part", "unit", "verdict"),
    [
        ("community_duty", "basic", "D08", Admission.OWN),
        ("community_duty", "cooperative", "D08", Admission.ASSISTS),
        ("community_service", "", "D08", Admission.OWN),
        ("entry_permit", "", "D13", Admission.PERMITTED),
        ("entry_permit", "", "D08", Admission.OF_ANOTHER),
    ],
)
def test_what_may_be_given_to_a_community(kind, part, unit, verdict):
    """北京条例 art. 17."""
    assert admission(replace(DEPARTMENT, list_kind=kind, part=part), unit) == verdict
