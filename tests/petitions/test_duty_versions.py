"""The catalogue follows the item, whichever version is in force: lists change on their day, dispatch with them."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from core import ledger, outbox
from partyorgs.models import DutyItem
from petitions import catalogue
from petitions.catalogue import Duty, Lists, Row, Sort, Unit
from petitions.models import DispatchRule
from petitions.routing import Matter, decide
from tests.factories import GRID, HALLWAY, PAVEMENT, SINCE, acting, submit_petition
from tests.petitions.duties import DAY, adds, carry_out, drops, end, gives, propose

TODAY = date(2026, 11, 18)
JULY = date(2026, 7, 1)
ROADS, WATER = Unit(1, "D14", "城管局", "member", None), Unit(2, "D16", "水务局", "member", None)
LAMPS = Sort(11, "020403", "路灯不亮", "normal", "help", False, False)


def version(lead, begin, end=None, *, code="C-1"):
    return Duty(code, "路灯养护", lead.id, (), False, False, begin, end)


def lists(*duties, valid_to=None):
    return Lists((ROADS, WATER), (LAMPS,), duties, (Row(1, LAMPS.id, "C-1", "", "", SINCE, valid_to),)).catalogue()


def lead_on(day, duties):
    decision = decide(Matter(LAMPS.id, "help", GRID), duties, day)
    return decision.lead.name if decision.lead else decision.because[-1].code


@pytest.mark.parametrize(
    ("day", "lead"),
    [(date(2026, 6, 30), "城管局"), (JULY, "水务局"), (TODAY, "水务局"), (date(2014, 1, 1), "no_rule")],
)
def test_the_version_of_the_day_names_the_lead(day, lead):
    duties = lists(version(ROADS, SINCE, JULY), version(WATER, JULY))

    assert lead_on(day, duties) == lead


def test_an_item_that_ended_leaves_its_matters_to_nobody_and_says_since_when():
    duties = lists(version(ROADS, SINCE, JULY))

    decision = decide(Matter(LAMPS.id, "help", GRID), duties, TODAY)

    assert decision.lead is None
    with translation.override("en"):
        assert [str(reason) for reason in decision.because] == [
            "No duty is in force for “路灯不亮”: item C-1 “路灯养护” ended on 2026-07-01 and none has followed it."
        ]


def test_a_row_of_the_catalogue_that_ended_is_no_ended_item():
    assert lead_on(TODAY, lists(version(ROADS, SINCE), valid_to=JULY)) == "no_rule"


def test_an_item_may_begin_again():
    duties = lists(version(ROADS, SINCE, JULY), version(WATER, TODAY))

    assert [lead_on(day, duties) for day in (JULY, TODAY - DAY, TODAY)] == ["no_duty", "no_duty", "水务局"]


def test_the_catalogue_is_read_once_and_decides_without_asking(city, django_assert_num_queries):
    catalogue.load()

    with django_assert_num_queries(0):
        decide(Matter(city.pavement.pk, "help", GRID), catalogue.load(), TODAY)


def test_a_revision_changes_dispatch_on_its_day_and_no_row_of_the_catalogue(city, wednesday):
    rows = list(DispatchRule.objects.order_by("pk").values())
    day = wednesday.date() + 3 * DAY
    carry_out(propose(gives(f"C-{PAVEMENT}", city.water), drops(f"C-{HALLWAY}"), on=day))

    def lead(category, on):
        decision = decide(Matter(category.pk, "help", GRID), catalogue.load(), on)
        return decision.lead.name if decision.lead else decision.because[-1].code

    assert (lead(city.pavement, day - DAY), lead(city.hallway, day - DAY)) == ("市城管局", "北栈街道办")
    assert (lead(city.pavement, day), lead(city.hallway, day)) == ("市水务局", "no_duty")
    assert list(DispatchRule.objects.order_by("pk").values()) == rows


def test_what_is_on_no_list_waits_at_the_desk(city, wednesday, cast):
    end(f"C-{PAVEMENT}", on=wednesday.date())
    order = submit_petition(at=wednesday)

    catalogue_says = decide(Matter(order.category_id, order.kind, order.place_code), catalogue.load(), wednesday.date())

    assert catalogue_says.because[-1].code == "no_duty"


def test_approval_adds_what_new_items_are_dispatched_by_once(city, wednesday, cast):
    revision = propose(adds("N-1", city.water, PAVEMENT, "999999"), drops(f"C-{HALLWAY}"), on=wednesday.date() + DAY)
    carry_out(revision)
    event = ledger.record(revision, "dutyrevision.approve", by=acting(cast.mei), at=wednesday)

    for _ in range(2):
        outbox.deliver(event.pk)
        catalogue.follow(revision)

    new = DispatchRule.objects.exclude(duty_code__startswith="C-").get()
    assert (new.category, new.duty_code, new.valid_from) == (city.pavement, "N-1", revision.effective_on)


def test_a_new_item_of_a_street_counts_in_its_street(city, wednesday, cast):
    revision = propose(
        adds("S-1", city.street_office, PAVEMENT, street=city.street, territory_allowed=True), on=wednesday.date()
    )  # fmt: skip
    carry_out(revision)

    catalogue.follow(revision)
    catalogue.changed()

    duties = catalogue.load()
    assert duties.rule(city.pavement.pk, "help", GRID, wednesday.date()).duty.code == "S-1"
    assert duties.rule(city.pavement.pk, "help", "", wednesday.date()).duty.code == f"C-{PAVEMENT}"


def test_a_street_may_lead_only_while_an_item_allows_it(city, wednesday):
    end(f"C-{HALLWAY}", on=wednesday.date())

    duties = catalogue.load()

    assert duties.allows_territory(city.hallway.pk, wednesday.date() - timedelta(days=1))
    assert not duties.allows_territory(city.hallway.pk, wednesday.date())
    assert DutyItem.objects.filter(code=f"C-{HALLWAY}").count() == 1
