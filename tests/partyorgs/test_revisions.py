"""A revision of the duty lists from its draft to the day it is in force."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core import ledger
from core.models import Notice
from partyorgs import consultation, dutyproposals, dutyversions, enactment, revisions
from partyorgs.dutylists import Scope
from partyorgs.enums import DutyListKind, DutyPart, RevisionState
from partyorgs.models import DutyItem, DutyOpinion
from partyorgs.revisions import Head, NotRevised, NotWritten
from tests import factories
from tests.factories import acting
from tests.partyorgs.dutylisting import (
    AT,
    DAY,
    HALLWAY,
    MANHOLE,
    PAVEMENT,
    TODAY,
    UNTIL,
    add,
    approve,
    asked,
    change,
    decider,
    drafted,
    drafter,
    drop,
    helpers_of,
    standing,
    street_item,
)  # fmt: skip


@pytest.fixture
def city(db):
    return factories.make_city()


@pytest.fixture
def people(city):
    return factories.people()


def refused(code, do):
    with pytest.raises(NotRevised) as refusal:
        do()
    assert refusal.value.code == code
    return refusal.value


# --- carried out


def test_approval_ends_what_it_replaces_and_begins_the_new_on_its_day(city, people):
    items = standing()
    revision = asked(
        change(items[PAVEMENT], lead="D15", cooperating=("D16", "D14")),
        drop(items[HALLWAY], moved_to="D16"),
        add("C-020403", "路灯不亮", "D14", categories=("020403",)),
    )

    approve(revision)

    before = DutyItem.objects.get(code=PAVEMENT, valid_to=DAY)
    assert (before.lead, before.moved_to.code) == (city.roads, "D15")
    after = DutyItem.objects.get(code=PAVEMENT, valid_to=None)
    assert (after.lead, after.valid_from, after.revision) == (city.traffic, DAY, revision)
    assert helpers_of(PAVEMENT, DAY) == ["D16", "D14"]
    assert helpers_of(PAVEMENT, TODAY) == ["D15"]
    gone = DutyItem.objects.get(code=HALLWAY)
    assert (gone.valid_to, gone.moved_to.code) == (DAY, "D16")
    assert [item.code for item in dutyversions.listed(DAY)] == [PAVEMENT, MANHOLE, "C-020403"]
    assert {item.code for item in dutyversions.listed(TODAY)} == {PAVEMENT, MANHOLE, HALLWAY}


def test_the_event_names_items_and_the_categories_of_added_ones(city, people):
    items = standing()
    revision = asked(drop(items[HALLWAY]), change(items[MANHOLE], title="井盖"),
                     add("C-020403", "路灯不亮", "D14", categories=("020403",)))  # fmt: skip

    approve(revision)

    event = ledger.history(revision).get(kind=enactment.APPROVED)
    assert event.data == {
        "decision": "同意", "effective_on": "2027-01-01",
        "codes": {"add": ["C-020403"], "change": [MANHOLE], "drop": [HALLWAY]},
        "categories": {"C-020403": ["020403"]},
    }  # fmt: skip
    assert ledger.broken(ledger.history(revision)) is None


def test_before_approval_no_list_changes(city, people):
    before = list(DutyItem.objects.order_by("pk").values())

    asked(drop(standing()[HALLWAY]))

    assert list(DutyItem.objects.order_by("pk").values()) == before


def test_what_changed_meanwhile_is_named_and_nothing_is_carried_out(city, people):
    items = standing()
    slow = asked(change(items[PAVEMENT], title="人行道"), drop(items[MANHOLE]), title="慢")
    approve(asked(change(items[PAVEMENT], lead="D16"), on=DAY - timedelta(days=5), title="快"))
    before = list(DutyItem.objects.order_by("pk").values())

    refusal = refused("outdated", lambda: approve(slow))

    assert PAVEMENT in refusal.detail
    assert MANHOLE not in refusal.detail
    assert list(DutyItem.objects.order_by("pk").values()) == before
    assert revisions.DutyRevision.objects.get(pk=slow.pk).state == RevisionState.OPINIONS


def test_an_added_code_that_is_there_by_now_is_named(city, people):
    one, other = (asked(add("C-020403", title, "D14"), title=title) for title in ("路灯", "灯"))
    approve(one)

    assert "C-020403" in refused("outdated", lambda: approve(other)).detail


@pytest.mark.parametrize(("days", "code"), [(1, "too_early"), (0, "too_early")])
def test_a_list_begins_tomorrow_at_the_earliest(days, code, city, people):
    revision = asked(drop(standing()[HALLWAY]), on=TODAY + timedelta(days=days))

    refused(code, lambda: approve(revision))


def test_a_version_cannot_end_before_it_has_begun(city, people):
    approve(asked(change(standing()[PAVEMENT], title="人行道"), on=DAY))
    again = asked(change(standing()[PAVEMENT], title="道路"), on=DAY)

    assert PAVEMENT in refused("not_after", lambda: approve(again)).detail


def test_a_revision_is_carried_out_once(city, people):
    revision = asked(drop(standing()[HALLWAY]))
    approve(revision)

    refused("wrong_state", lambda: approve(revision))


# --- who


def test_whoever_drafted_does_not_approve(city, people):
    revision = asked(drop(standing()[HALLWAY]))

    refused("second_person", lambda: approve(revision, by=drafter()))
    approve(revision, by=acting(people.mei))  # another administrator of the office


def test_whoever_wrote_a_line_does_not_approve(city, people):
    revision = drafted(drop(standing()[HALLWAY]))
    revisions.write(revision, drop(standing()[MANHOLE]), by=acting(people.mei), at=AT)
    consultation.ask(revision, until=UNTIL, by=drafter(), at=AT)

    refused("second_person", lambda: approve(revision, by=acting(people.mei)))


def test_a_unit_does_not_approve(city, people):
    revision = asked(drop(standing()[HALLWAY]))

    refused("not_permitted", lambda: approve(revision, by=acting(people.wei)))


# --- lines


def test_writing_a_line_again_takes_its_place(city, people):
    item = standing()[PAVEMENT]
    revision = drafted(change(item, title="甲"), change(item, title="乙"))

    assert [line.title for line in revision.changes.all()] == ["乙"]


def test_lines_stand_while_units_are_asked(city, people):
    revision = asked(drop(standing()[HALLWAY]))

    refused("wrong_state", lambda: revisions.strike(revision, HALLWAY, by=drafter(), at=AT))
    consultation.redraft(revision, reason="改", by=drafter(), at=AT)
    revisions.strike(revision, HALLWAY, by=drafter(), at=AT)
    assert not revision.changes.exists()


def test_a_line_needs_an_item_and_known_units(city, people):
    revision = drafted()
    item = standing()[PAVEMENT]

    refused("no_item", lambda: revisions.write(revision, drop(replace(item, code="C-9")), by=drafter(), at=AT))
    refused("no_item", lambda: revisions.write(revision, add(PAVEMENT, "甲", "D14"), by=drafter(), at=AT))
    refused("no_unit", lambda: revisions.write(revision, change(item, cooperating=("D77",)), by=drafter(), at=AT))


def test_what_is_wrong_with_a_line_is_said_at_once(city, people):
    line = add("S-1", "协助", "D14", list_kind=DutyListKind.STREET, part=DutyPart.COOPERATIVE)

    with pytest.raises(NotWritten) as refusals:
        revisions.write(drafted(), line, by=drafter(), at=AT)

    assert [refusal.field for refusal in refusals.value.refusals] == ["superior_duty", "street_duty"]


def test_a_whole_list_handed_in_becomes_the_lines_that_lead_to_it(city, people):
    """S3-14 in small: one kept, one only helped with, one taken back, one gone, one new; another street's stays."""
    for number in range(1, 5):
        street_item(city.street, number)
    elsewhere = street_item(factories.Area.objects.get(code=factories.OTHER_STREET))
    scope = Scope(DutyListKind.STREET, street=city.street.code)
    kept, helped, taken, gone = dutyversions.standing(scope)
    handed_in = [
        kept, replace(helped, part=DutyPart.COOPERATIVE, lead="D14", superior_duty="执法", street_duty="巡查"),
        replace(taken, part=DutyPart.RECLAIMED, lead="D14"), replace(kept, code="S-NEW", title="新事项"),
    ]  # fmt: skip
    revision = drafted(change(gone, title="会被取代"))

    counts = revisions.take_list(revision, scope, handed_in, {gone.code: "D16", taken.code: "D14"}, by=drafter(), at=AT)
    again = revisions.take_list(revision, scope, handed_in, {gone.code: "D16", taken.code: "D14"}, by=drafter(), at=AT)

    assert counts == again == {"add": 1, "change": 2, "drop": 1}
    found = dutyversions.by_revision(revision, scope)
    assert (found.before, found.after) == (4, 3)
    assert [(d.kind, d.item.code, d.destination) for d in found.differences] == [
        ("changed", helped.code, ""), ("moved", taken.code, "D14"), ("moved", gone.code, "D16"), ("added", "S-NEW", ""),
    ]  # fmt: skip
    approve(consultation.ask(revision, until=UNTIL, by=drafter(), at=AT))
    assert dutyversions.by_revision(revisions.DutyRevision.objects.get(pk=revision.pk), scope) == found
    assert DutyItem.objects.get(pk=elsewhere.pk).valid_to is None


# --- opinions


def test_every_unit_touched_is_asked_and_its_people_told(city, people):
    items = standing()
    revision = asked(change(items[PAVEMENT], lead="D16"), drop(items[HALLWAY]))

    assert [unit.code for unit in revision.asked.order_by("code")] == ["D14", "D15", "D16", "S990102003"]
    told = Notice.objects.filter(kind="dutyrevision.ask").order_by("user__username")
    assert [notice.user.username for notice in told] == ["chen", "hong", "wei"]
    assert {notice.path for notice in told} == {f"/duties/revisions/{revision.pk}/"}


def test_the_last_word_of_a_unit_counts_and_objections_are_answered_first(city, people):
    revision = asked(drop(standing()[PAVEMENT]))
    wei = acting(people.wei)
    consultation.opine(revision, city.roads, stance="agree", text="", by=wei, at=AT)
    consultation.opine(revision, city.roads, stance="object", text="无人接手", by=wei, at=AT)

    refusal = refused("unanswered", lambda: approve(revision))
    assert "市城管局" in refusal.detail
    consultation.answer(revision, city.roads, text="由市交通局接手", by=drafter(), at=AT)
    opinion = DutyOpinion.objects.get()
    assert (opinion.stance, opinion.text, opinion.answer) == ("object", "无人接手", "由市交通局接手")
    assert Notice.objects.filter(kind="dutyrevision.opinion", user_id=drafter().id).count() == 1
    approve(revision)


def test_only_units_asked_speak_and_an_objection_has_reasons(city, people):
    revision = asked(drop(standing()[MANHOLE]))
    wei, chen = acting(people.wei), acting(people.chen)

    def opine(unit, by, text="不同意"):
        return lambda: consultation.opine(revision, unit, stance="object", text=text, by=by, at=AT)

    refused("not_asked", opine(city.water, chen))  # not touched
    refused("not_asked", opine(city.roads, chen))  # not theirs
    refused("required", opine(city.roads, wei, text=" "))


def test_units_are_asked_about_something_and_given_time(city, people):
    revision = drafted()

    refused("empty", lambda: consultation.ask(revision, until=UNTIL, by=drafter(), at=AT))
    refused("too_early", lambda: consultation.ask(revision, until=TODAY, by=drafter(), at=AT))


def test_asked_anew_all_speak_anew(city, people):
    revision = asked(drop(standing()[MANHOLE]))
    consultation.opine(revision, city.roads, stance="object", text="不同意", by=acting(people.wei), at=AT)
    consultation.redraft(revision, reason="修改", by=drafter(), at=AT)

    consultation.ask(revision, until=UNTIL, by=drafter(), at=AT)

    assert not revision.opinions.exists()
    assert ledger.history(revision).filter(kind=consultation.SAID).count() == 1


# --- other ends


def test_rejected_or_withdrawn_it_changes_nothing_and_gives_proposals_back(city, people):
    row = DutyItem.objects.get(code=PAVEMENT)
    for end, by in ((enactment.reject, decider()), (enactment.withdraw, drafter())):
        revision = drafted(drop(standing()[PAVEMENT]))
        proposal = dutyproposals.propose(row, text="改由市交通局主管", occasion="GD1", by=acting(people.wei), at=AT)
        dutyproposals.take_up(proposal, revision, by=drafter(), at=AT)
        consultation.ask(revision, until=UNTIL, by=drafter(), at=AT)

        ended = end(revision, decision="暂缓", by=by, at=AT)

        proposal.refresh_from_db()
        assert (ended.decided_by_name, proposal.state, proposal.revision) == (by.name, "open", None)
    assert DutyItem.objects.get(code=PAVEMENT).valid_to is None
    assert Notice.objects.filter(kind="dutyrevision.decided", user=people.wei).count() == 2


def test_a_day_can_be_put_off_while_units_are_asked(city, people):
    revision = asked(drop(standing()[PAVEMENT]), on=TODAY)

    later = revisions.describe(revision, Head("改名", DAY), by=drafter(), at=AT)

    assert (later.title, approve(later).effective_on) == ("改名", DAY)


# --- proposals


def test_a_proposal_is_adopted_with_its_revision_or_rejected_with_reasons(city, people):
    row, wei = DutyItem.objects.get(code=PAVEMENT), acting(people.wei)
    one, other = (
        dutyproposals.propose(row, text=text, occasion="GD1", by=wei, at=AT) for text in ("改主管", "改名称")
    )  # fmt: skip
    revision = drafted(change(standing()[PAVEMENT], lead="D16"))
    dutyproposals.take_up(one, revision, by=drafter(), at=AT)

    refused("required", lambda: dutyproposals.reject(other, answer=" ", by=drafter(), at=AT))
    dutyproposals.reject(other, answer="名称依法确定", by=drafter(), at=AT)
    refused("answered", lambda: dutyproposals.take_up(other, revision, by=drafter(), at=AT))
    approve(consultation.ask(revision, until=UNTIL, by=drafter(), at=AT))

    one.refresh_from_db()
    assert (one.state, "“2027年版”" in one.answer) == ("adopted", True)
