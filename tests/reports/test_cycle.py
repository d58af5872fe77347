"""The year's loop: what is asked of units, when it is fixed, and what may still be changed."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from core import ledger
from partyorgs.enums import DepartmentKind, DepartmentSystem
from partyorgs.models import Department
from reports import cycle, targets
from reports.enums import CycleState, Gate, PeerGroup
from reports.models import AssessmentIndicator, AssessmentTarget
from tests.reports import d1_rows
from tests.reports.year import DAY, JANUARY, MEI, SPRING, SUMMER, locked_year, open_year, rolled_up, start

WEI = MEI.__class__(1, "赵伟", ())


@pytest.fixture
def units(db):
    return d1_rows.load()


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def values(year, **changes):
    common = dict(year.indicators.order_by("place").values_list("code", "target"))
    return common | {code: Decimal(value) for code, value in changes.items()}


def history_of(year, unit, code):
    rows = AssessmentTarget.objects.filter(indicator__cycle=year, department=unit, indicator__code=code).order_by("id")
    return [(str(row.value), row.reason, bool(row.signed_at), bool(row.replaced_at)) for row in rows]


# Opening -------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_first_year_opens_with_the_default_scheme():
    year = open_year()

    lines = year.indicators.order_by("place")
    assert [line.code for line in lines] == [
        "response_rate", "solved_rate", "satisfied_rate", "on_time_rate", "return_rate", "rework_rate"
    ]  # fmt: skip
    assert sum(line.weight for line in lines) == 100


@pytest.mark.django_db
def test_the_next_year_opens_with_the_scheme_of_the_year_before():
    before = open_year(2025)
    before.indicators.filter(code="solved_rate").update(weight=35)

    year = open_year(2026)

    assert year.indicators.get(code="solved_rate").weight == 35
    assert before.indicators.count() == 6


@pytest.mark.django_db
def test_a_year_opens_once():
    open_year()

    with pytest.raises(cycle.NotAllowed) as refusal:
        open_year()

    assert str(refusal.value) == "The year 2026 is open already. Choose another year."


# Targets -------------------------------------------------------------------------------------------------------------


def test_a_target_nobody_has_signed_is_simply_corrected(units):
    year = open_year()
    targets.set_targets(year, units["A"], values(year, solved_rate="88"), reason="", by=MEI, at=SPRING)

    targets.set_targets(year, units["A"], values(year, solved_rate="89"), reason="", by=MEI, at=SPRING)

    assert history_of(year, units["A"], "solved_rate") == [("89.00", "", False, False)]


def test_locking_signs_the_targets_of_every_unit(units):
    year = open_year()
    targets.set_targets(year, units["A"], values(year, solved_rate="88"), reason="", by=MEI, at=SPRING)

    year = cycle.lock_targets(year, by=MEI, at=SPRING)

    assert (year.state, year.locked_at) == (CycleState.TARGETS_LOCKED, SPRING)
    assert history_of(year, units["A"], "solved_rate") == [("88.00", "", True, False)]
    assert history_of(year, units["B"], "solved_rate") == [("90.00", "", True, False)]
    assert AssessmentTarget.objects.filter(indicator__cycle=year, signed_at=None).count() == 0


def test_a_signed_target_changes_with_a_reason_only_and_the_old_value_stays(units):
    year = locked_year()

    with pytest.raises(targets.NotAllowed) as refusal:
        targets.set_targets(year, units["A"], values(year, solved_rate="85"), reason="", by=MEI, at=SUMMER)
    targets.set_targets(year, units["A"], values(year, solved_rate="85"), reason="机构改革", by=MEI, at=SUMMER)
    targets.set_targets(year, units["A"], values(year, solved_rate="86"), reason="更正", by=MEI, at=SUMMER)

    assert refusal.value.field == "reason"
    assert history_of(year, units["A"], "solved_rate") == [
        ("90.00", "", True, True),
        ("85.00", "机构改革", True, True),
        ("86.00", "更正", True, False),
    ]
    assert targets.in_force(year)[units["A"].pk, "solved_rate"] == 86


def test_what_the_leader_has_signed_is_signed_again_after_a_change(units):
    year = open_year()
    targets.sign_own(year, units["A"], by=WEI, at=SPRING)

    targets.set_targets(year, units["A"], values(year, solved_rate="85"), reason="协商一致", by=MEI, at=SPRING)

    assert history_of(year, units["A"], "solved_rate") == [
        ("90.00", "", True, True),
        ("85.00", "协商一致", False, False),
    ]
    assert history_of(year, units["A"], "return_rate") == [("5.00", "", True, False)]


@pytest.mark.parametrize(("code", "value"), [("solved_rate", "60"), ("return_rate", "20")])
def test_a_target_lies_beyond_its_floor(units, code, value):
    year = open_year()

    with pytest.raises(targets.NotAllowed) as refusal:
        targets.set_targets(year, units["A"], values(year, **{code: value}), reason="", by=MEI, at=SPRING)

    assert (refusal.value.field, refusal.value.code) == (code, "target_not_beyond_floor")


def test_every_step_leaves_an_event(units):
    year = open_year()
    targets.set_targets(year, units["A"], values(year, solved_rate="88"), reason="", by=MEI, at=SPRING)
    targets.sign_own(year, units["A"], by=WEI, at=SPRING)
    cycle.lock_targets(year, by=MEI, at=SPRING)

    events = list(ledger.history(year))

    assert [event.kind.removeprefix("assessment.") for event in events] == ["open", "target", "sign", "lock"]
    assert events[1].data["changed"][1] == ["solved_rate", None, "88"]
    assert ledger.broken(events) is None


# Gates ---------------------------------------------------------------------------------------------------------------


def test_figures_of_the_year_wait_for_the_targets(units):
    year = open_year()

    for gate in (Gate.MID_YEAR, Gate.YEAR_END):
        with pytest.raises(cycle.NotAllowed, match="not locked"):
            start(year, gate)

    assert start(year, Gate.YEAR_START, SPRING).total == 2


@pytest.mark.parametrize(
    ("gate", "at", "state"),
    [
        (Gate.YEAR_START, SPRING, CycleState.TARGETS_LOCKED),
        (Gate.MID_YEAR, SPRING, CycleState.TARGETS_LOCKED),
        (Gate.MID_YEAR, SUMMER, CycleState.MID_YEAR),
        (Gate.YEAR_END, SUMMER, CycleState.TARGETS_LOCKED),
        (Gate.YEAR_END, JANUARY, CycleState.YEAR_END),
    ],
)
def test_a_gate_taken_after_its_period_moves_the_year_on_and_before_it_is_provisional(units, gate, at, state):
    year = locked_year()

    rolled_up(year, gate, at)

    year.refresh_from_db()
    assert year.state == state


def test_a_mid_year_taken_again_later_does_not_move_the_year_back(units):
    year = locked_year()
    rolled_up(year, Gate.YEAR_END, JANUARY)

    rolled_up(year, Gate.MID_YEAR, JANUARY + DAY)

    year.refresh_from_db()
    assert year.state == CycleState.YEAR_END


def test_a_year_is_published_after_its_end_and_then_left_alone(units):
    year = locked_year()
    with pytest.raises(cycle.NotAllowed, match="no final"):
        cycle.publish(year, by=MEI, at=JANUARY)
    rolled_up(year)

    year = cycle.publish(year, by=MEI, at=JANUARY)

    assert year.state == CycleState.PUBLISHED
    with pytest.raises(cycle.NotAllowed, match="published"):
        start(year)
    with pytest.raises(targets.NotAllowed, match="published"):
        targets.set_targets(year, units["A"], values(year, solved_rate="85"), reason="x", by=MEI, at=JANUARY)


def test_pressing_twice_is_one_roll_up(units):
    year = locked_year()

    assert start(year) == start(year, at=JANUARY + DAY)


# Units ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "system", "group"),
    [
        (DepartmentKind.MEMBER, DepartmentSystem.PARTY, PeerGroup.CITY_DEPARTMENT),
        (DepartmentKind.MEMBER, DepartmentSystem.GOVERNMENT, PeerGroup.CITY_DEPARTMENT),
        (DepartmentKind.MEMBER, DepartmentSystem.PUBLIC_SERVICE, PeerGroup.PUBLIC_SERVICE),
        (DepartmentKind.MEMBER, DepartmentSystem.MASS, PeerGroup.MASS),
        (DepartmentKind.STREET, DepartmentSystem.GOVERNMENT, PeerGroup.STREET),
    ],
)
def test_a_unit_is_compared_with_its_like(kind, system, group):
    assert cycle.peer_group(Department(kind=kind, system=system)) == group


def test_units_of_a_year_are_those_that_existed_in_it(units):
    Department.objects.filter(pk=units["A"].pk).update(valid_to="2026-05-01")

    assert [unit.code for unit in cycle.assessed_units(2026)] == ["D14", "D15"]
    assert [unit.code for unit in cycle.assessed_units(2027)] == ["D15"]


# Rows that cannot lie ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"weight": 0}, "assessment_indicator_weight_positive"),
        ({"target": 50}, "assessment_indicator_target_beyond_floor"),
        ({"mid_year_proportion": "1.1"}, "assessment_indicator_mid_year_is_a_share"),
        ({"place": 1}, "assessment_indicator_place_once"),
    ],
)
def test_the_row_of_an_indicator_refuses_nonsense(change, name, db):
    line = AssessmentIndicator.objects.get(cycle=open_year(), code="solved_rate")

    with pytest.raises(IntegrityError), transaction.atomic():
        AssessmentIndicator.objects.filter(pk=line.pk).update(**change)
    assert name in {constraint.name for constraint in AssessmentIndicator._meta.constraints}


@pytest.mark.parametrize(
    "change", [{"signed_by_name": ""}, {"replaced_at": SPRING, "signed_at": None, "signed_by_name": ""}]
)  # fmt: skip
def test_the_row_of_a_target_refuses_nonsense(change, units):
    locked_year()
    row = AssessmentTarget.objects.order_by("id").first()

    with pytest.raises(IntegrityError), transaction.atomic():
        AssessmentTarget.objects.filter(pk=row.pk).update(**change)


@pytest.mark.parametrize("change", [{"locked_at": None}, {"published_at": SPRING}, {"state": CycleState.PUBLISHED}])
def test_the_row_of_a_year_refuses_nonsense(change, units):
    year = locked_year()

    with pytest.raises(IntegrityError), transaction.atomic():
        type(year).objects.filter(pk=year.pk).update(**change)
