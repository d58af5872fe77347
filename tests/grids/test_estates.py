"""Estates: who keeps each in order since when, its committee in figures, its four-party meetings."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from core import ledger
from grids import estates, locate, register
from grids.enums import ManagingMode, Seat
from grids.estates import Managed
from grids.models import Estate, EstateAgreement, EstateManagement, EstateMeeting, OwnersCommittee
from grids.refusals import Refused
from tests.grids import ground
from tests.grids.ground import LONG_AGO, NOW, TODAY

pytestmark = pytest.mark.usefixtures("town")

MAY = date(2026, 5, 1)


def modes(estate):
    rows = estate.managements.order_by("valid_from")
    return [(row.mode, row.valid_from, row.valid_to) for row in rows]


def kinds(subject):
    return [event.kind for event in ledger.history(subject)]


# --- management


def test_an_estate_is_entered_with_its_management():
    estate = ground.make_estate(managed=ground.by_company(basis="2020年合同"))

    (row,) = estate.managements.all()
    assert (row.mode, row.company.name, row.valid_from, row.basis) == ("company", "萤灯物业", LONG_AGO, "2020年合同")
    assert kinds(estate) == ["estate.added", "estate.managed"]


def test_its_name_finds_petitions_their_place():
    ground.make_estate("蓝鳍新村")

    assert locate.locate(address="望潮街道蓝鳍新村3栋").code == ground.GRID


def test_another_management_begins_where_the_one_before_ends():
    estate = ground.make_estate()

    estates.manage(estate, Managed(ManagingMode.SELF, MAY), by=ground.hong(), at=NOW)

    assert modes(estate) == [("company", LONG_AGO, MAY), ("self", MAY, None)]
    assert ledger.history(estate).last().data["before"] == "company"


def test_management_is_answered_for_any_day():
    estate = ground.make_estate()
    estates.manage(estate, ground.nobody(MAY), by=ground.hong(), at=NOW)

    def on(day):
        row = Estate.objects.managed(day).get()
        return row.mode, row.company_name, Estate.objects.unmanaged(day).count()

    assert on(MAY - timedelta(days=1)) == ("company", "萤灯物业", 0)
    assert on(MAY) == ("none", None, 1)


@pytest.mark.parametrize(
    ("managed", "field"),
    [
        (lambda: Managed(ManagingMode.COMPANY, MAY), "company"),
        (lambda: Managed(ManagingMode.SELF, MAY, ground.make_company()), "company"),
        (lambda: Managed(ManagingMode.SELF, TODAY + timedelta(days=1)), "since"),
        (lambda: Managed(ManagingMode.SELF, LONG_AGO), "since"),
        (lambda: ground.by_company(MAY), "mode"),
    ],
    ids=["no company named", "a company too many", "not yet", "before the present one", "as it is"],
)
def test_what_cannot_be_changes_nothing(managed, field):
    estate = ground.make_estate()

    with pytest.raises(Refused) as refusal:
        estates.manage(estate, managed(), by=ground.hong(), at=NOW)

    assert refusal.value.field == field
    assert modes(estate) == [("company", LONG_AGO, None)]


def test_entered_twice_it_is_there_once():
    ground.make_estate()

    with pytest.raises(Refused):
        ground.make_estate()

    assert Estate.objects.count() == EstateManagement.objects.count() == 1


def test_a_correction_leaves_alone_what_it_does_not_name():
    estate = ground.make_estate()
    register.change(estate, {"households": 300}, by=ground.hong(), at=NOW)

    estates.change(estate, {"name": "纸鲸新苑"}, by=ground.hong(), at=NOW)

    estate.refresh_from_db()
    assert (estate.name, estate.households) == ("纸鲸新苑", 300)
    assert ledger.history(estate).last().data == {"before": {"name": "纸鲸苑"}, "after": {"name": "纸鲸新苑"}}


@pytest.mark.parametrize(
    ("constraint", "row"),
    [
        ("estatemanagement_one_at_a_time", lambda estate: EstateManagement(estate=estate, mode="self")),
        (
            "estatemanagement_company_iff_by_company",
            lambda estate: EstateManagement(estate=estate, mode="company", valid_to=TODAY),
        ),
    ],
)
def test_a_management_cannot_lie(constraint, row):
    row = row(ground.make_estate())
    row.valid_from = MAY

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()

    assert constraint in {entry.name for entry in EstateManagement._meta.constraints}


# --- the owners' committee


def test_of_a_committee_figures_are_all_that_is_kept():
    """Practice S3-25: a share as a number. No field could hold a name."""
    estate = ground.make_estate()
    row = OwnersCommittee(
        estate=estate, established_on=MAY, term_ends_on=date(2031, 5, 1), seats=7, party_share="57.1"
    )  # fmt: skip

    estates.seat_committee(row, by=ground.hong(), at=NOW)

    assert {field.name for field in OwnersCommittee._meta.fields} == {
        "id", "estate", "established_on", "term_ends_on", "seats", "party_share",
    }  # fmt: skip
    assert kinds(estate)[-1] == "estate.committee_seated"


def test_the_same_committee_is_not_entered_twice():
    estate = ground.make_estate()

    def seat():
        row = OwnersCommittee(estate=estate, established_on=MAY, term_ends_on=date(2031, 5, 1), seats=7)
        estates.seat_committee(row, by=ground.hong(), at=NOW)

    seat()
    with pytest.raises(Refused):
        seat()
    assert estate.committees.count() == 1


# --- four-party meetings


@pytest.fixture
def agreement():
    estate = ground.make_estate()
    meeting = EstateMeeting(
        estate=estate, held_on=MAY, topic="车库漏水", seats=[Seat.PARTY, Seat.OWNERS, Seat.MANAGER],
        outcome="3栋2单元501室王先生电话13812345678反映，由物业维修。",
    )  # fmt: skip
    promise = EstateAgreement(text="完成防水施工", seat=Seat.MANAGER, due_on=date(2026, 6, 15))
    estates.meet(meeting, [promise], by=ground.hong(), at=NOW)
    return promise


def test_a_meeting_keeps_seats_and_no_persons(agreement):
    meeting = EstateMeeting.objects.get()

    assert meeting.seats == ["party", "owners", "manager"]
    assert "13812345678" not in meeting.outcome
    assert "501室" not in meeting.outcome
    assert meeting.recorded_by_name == "hong"


def test_what_was_agreed_stays_open_until_its_result_is_entered(agreement):
    assert EstateAgreement.objects.get().done_at is None

    estates.keep_promise(agreement, by=ground.hong(), at=NOW, result="已完工，四方验收")

    row = EstateAgreement.objects.get()
    assert (row.done_at, row.done_by_name, row.result) == (NOW, "hong", "已完工，四方验收")
    assert kinds(row.meeting.estate)[-2:] == ["estate.met", "estate.agreement_kept"]


def test_the_second_to_enter_a_result_reads_who_was_first(agreement):
    estates.keep_promise(agreement, by=ground.hong(), at=NOW, result="已完工")

    with pytest.raises(Refused, match="hong"):
        estates.keep_promise(agreement, by=ground.mei(), at=NOW, result="完工了")

    assert EstateAgreement.objects.get().result == "已完工"
