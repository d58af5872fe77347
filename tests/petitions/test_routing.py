"""The duty list decides, first match wins, and every decision says why."""

from datetime import date

import pytest

from partyorgs.enums import DepartmentKind
from petitions.catalogue import CatalogueRule, Duty, Sort, Unit, build
from petitions.reasons import from_json
from petitions.routing import Matter, decide

TODAY = date(2026, 11, 20)
OFFICE, POLICE, ROADS, STREET, WATER, WATER_BUREAU, PLACEHOLDER = range(1, 8)
UNITS = [
    Unit(OFFICE, "D01", "社会工作部", DepartmentKind.MEMBER, None),
    Unit(POLICE, "D07", "公安局", DepartmentKind.MEMBER, OFFICE),
    Unit(ROADS, "D14", "城管局", DepartmentKind.MEMBER, OFFICE),
    Unit(STREET, "S990102003", "北栈街道办", DepartmentKind.STREET, OFFICE, "990102003"),
    Unit(WATER, "D25", "水务集团", DepartmentKind.MEMBER, WATER_BUREAU),
    Unit(WATER_BUREAU, "D16", "水务局", DepartmentKind.MEMBER, OFFICE),
    Unit(PLACEHOLDER, "D00", "属地街道", DepartmentKind.PLACEHOLDER, None),
]
LAMPS, HALLWAY, WATER_OUT, CLUE, NEW = range(11, 16)
HERE = "990102003001002"


def sort(id, name, *, guidance=False):
    return Sort(id, f"{id:06}", name, "normal", "help", guidance, False)


def rule(id, lead, *, assists=(), territory=False, reclaimed=False, area="", kind="", valid_to=None):
    duty = Duty(f"C-{id:06}", f"item {id}", lead, tuple(assists), territory, reclaimed)
    return CatalogueRule(id, duty, kind, area, date(2020, 1, 1), valid_to)


def duties(*rules):
    sorts = [sort(LAMPS, "路灯不亮"), sort(HALLWAY, "楼道堆物"), sort(WATER_OUT, "停水"), sort(NEW, "新类别")]
    return build(UNITS, [*sorts, sort(CLUE, "干部违纪违法线索", guidance=True)], rules)


LIST = duties(
    (LAMPS, rule(1, ROADS, assists=[PLACEHOLDER, POLICE])),
    (HALLWAY, rule(2, PLACEHOLDER, assists=[POLICE], territory=True)),
    (WATER_OUT, rule(3, WATER)),
)


def codes(decision):
    return [reason.code for reason in decision.because]


def test_the_category_names_the_duty_and_the_duty_the_unit():
    decision = decide(Matter(LAMPS, "help", HERE), LIST, TODAY)

    assert decision.lead.name == "城管局"
    assert [unit.name for unit in decision.assists] == ["北栈街道办", "公安局"]
    assert codes(decision) == ["duty", "lead"]


def test_the_street_leads_only_where_the_list_allows_it_and_the_place_names_it():
    here = decide(Matter(HALLWAY, "help", HERE), LIST, TODAY)
    nowhere = decide(Matter(HALLWAY, "help", ""), LIST, TODAY)

    assert (here.lead.name, codes(here)) == ("北栈街道办", ["duty", "territory", "lead"])
    assert (nowhere.lead, codes(nowhere)) == (None, ["duty", "place_needed"])


@pytest.mark.parametrize(
    "row", [rule(1, PLACEHOLDER), rule(1, STREET), rule(1, STREET, territory=True, reclaimed=True)]
)
def test_a_departmental_duty_is_never_dispatched_to_the_grassroots(row):
    decision = decide(Matter(LAMPS, "help", HERE), duties((LAMPS, row)), TODAY)

    assert (decision.lead, codes(decision)) == (None, ["duty", "grassroots_guard"])


@pytest.mark.parametrize(
    ("category", "target", "lead", "reasons"),
    [
        (WATER_OUT, WATER, "水务局", ["duty", "conflict", "lead"]),  # the unit itself
        (WATER_OUT, WATER_BUREAU, "社会工作部", ["duty", "conflict", "lead"]),  # the unit above it: climb past it
        (WATER_OUT, OFFICE, None, ["duty", "conflict_unresolved"]),  # nobody is above the office
        (LAMPS, WATER, "城管局", ["duty", "lead"]),  # somebody else's matter
    ],
)
def test_nobody_handles_a_complaint_about_themselves(category, target, lead, reasons):
    decision = decide(Matter(category, "complaint", HERE, target_department_id=target), LIST, TODAY)

    assert (decision.lead and decision.lead.name, codes(decision)) == (lead, reasons)


def test_the_unit_complained_about_does_not_assist_either():
    decision = decide(Matter(LAMPS, "complaint", HERE, target_department_id=POLICE), LIST, TODAY)

    assert [unit.name for unit in decision.assists] == ["北栈街道办"]


@pytest.mark.parametrize(
    ("matter", "reasons"),
    [
        (Matter(None, "help", HERE), ["no_category"]),
        (Matter(99, "help", HERE), ["no_category"]),  # a category no longer in use
        (Matter(NEW, "help", HERE), ["no_rule"]),
        (Matter(CLUE, "report", HERE), ["guidance_only"]),
    ],
)
def test_what_no_rule_names_waits_for_a_dispatcher(matter, reasons):
    decision = decide(matter, LIST, TODAY)

    assert (decision.lead, codes(decision)) == (None, reasons)


def test_the_smaller_area_and_the_named_kind_come_first():
    general, local, kind = rule(1, ROADS), rule(2, POLICE, area="990102"), rule(3, WATER, kind="report", area="990102")
    catalogue = duties((LAMPS, general), (LAMPS, local), (LAMPS, kind))

    assert decide(Matter(LAMPS, "help", "990103001"), catalogue, TODAY).lead.name == "城管局"
    assert decide(Matter(LAMPS, "help", HERE), catalogue, TODAY).lead.name == "公安局"
    assert decide(Matter(LAMPS, "report", HERE), catalogue, TODAY).lead.name == "水务集团"


def test_a_rule_that_has_ended_counts_no_more():
    catalogue = duties((LAMPS, rule(1, ROADS, valid_to=TODAY)))

    assert codes(decide(Matter(LAMPS, "help", HERE), catalogue, TODAY)) == ["no_rule"]


def test_reasons_read_in_words_and_survive_storage():
    decision = decide(Matter(LAMPS, "help", HERE), LIST, TODAY)

    stored = [reason.as_json() for reason in decision.because]

    assert from_json(stored) == list(decision.because)
    assert "路灯不亮" in str(from_json(stored)[0])
