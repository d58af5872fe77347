"""Practice §2.5, §2.6 and §2.7 by their vectors, each through the steps that people take and not by the calendar alone.

An order is registered, accepted and dispatched at the moment the vector names, and its clocks are read off it.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.actors import Actor, Grant
from petitions import workflow
from petitions.deadlines import Clockwork, Limit, Limits, Rule, lamp
from petitions.defaults import LIMITS, SINCE, STATUTORY_LIMITS
from petitions.enums import Action, ClockName, DeadlineLamp, Matter, Status, Urgency
from petitions.models import Category
from petitions.refusals import Refused
from tests.petitions.cases import CHEN, GIVEN, MEI, NING, WEI, market, registered, roads
from tests.petitions.walks import DAYS_2026, moment

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TEN_DAYS = Category(pk=2, code="010101", name="违章建筑")
LONG_CYCLE = Category(pk=3, code="010102", name="加装电梯", is_long_cycle=True)
MACHINE = Clockwork(
    DAYS_2026,
    Limits([
        *(Rule(clock, "", urgency, None, "", "", SINCE, None, Limit(Decimal(amount), unit, base))
          for clock, urgency, amount, unit, base in LIMITS),
        *(Rule(clock, "xinfang", "", None, "", "", SINCE, None, Limit(Decimal(amount), unit, base))
          for clock, amount, unit, base, _basis in STATUTORY_LIMITS),
        Rule("handle", "", "normal", TEN_DAYS.pk, "", "", SINCE, None, Limit(Decimal(10), "days", "working")),
    ]),
)  # fmt: skip


def at(text):
    return moment(f"2026-{text}")


def take(case, action, when, by=None, **data):
    usual, given = GIVEN[action]
    return workflow.step(case, action, by=by or usual, at=when, machine=MACHINE, data=given | data)


def dispatched(when, *, category=None, **values):
    """An order that is given out at that moment; it was taken in a minute before."""
    case = registered(**values)
    case.clocks[ClockName.INTAKE] = MACHINE.start(ClockName.INTAKE, case.order, when)
    if category:
        case.order.category = category
    take(case, Action.ACCEPT, when)
    take(case, Action.DISPATCH, when)
    return case


def handled(when, **values):
    case = dispatched(when, **values)
    take(case, Action.SIGN, when)
    return case


def due(case, name):
    return case.clocks[name].due_at


def refused(case, action, when, by=None, **data):
    """The code with which a step is refused."""
    before = case.order.version
    with pytest.raises(Refused) as refusal:
        take(case, action, when, by, **data)
    assert case.order.version == before
    return refusal.value.code


# --- §2.5: counting time


def test_c1_five_working_days_over_the_national_holiday():
    assert due(dispatched(at("09-30 16:00")), "handle") == at("10-13 17:30")


def test_c2_four_working_hours_to_sign_over_the_national_holiday():
    assert due(dispatched(at("09-30 16:00")), "sign") == at("10-08 11:00")


def test_c3_an_urgent_order_is_signed_in_the_holiday_night():
    assert due(dispatched(at("10-01 23:30"), urgency="urgent"), "sign") == at("10-02 01:30")


def test_c4_an_urgent_order_is_handled_in_a_natural_day():
    assert due(dispatched(at("10-01 23:30"), urgency="urgent"), "handle") == at("10-02 23:30")


def test_c5_fifteen_days_to_answer_a_letters_and_visits_matter_end_after_the_holiday():
    case = registered(track="xinfang")

    assert MACHINE.start(ClockName.INTAKE, case.order, at("09-20 10:00")).due_at == at("10-08 17:30")


def test_c6_sixty_days_to_handle_one_end_after_the_holiday():
    assert due(dispatched(at("08-07 09:00"), track="xinfang"), "handle") == at("10-08 17:30")


def test_c7_ten_working_days_over_the_spring_festival():
    assert due(dispatched(at("02-13 09:00"), category=TEN_DAYS), "handle") == at("03-05 17:30")


def test_c8_a_suspension_moves_the_due_moment_by_its_working_hours():
    case = handled(at("11-16 10:00"))
    assert due(case, "handle") == at("11-23 17:30")

    take(case, Action.REQUEST_SUSPENSION, at("11-18 10:00"), review_on=date(2026, 12, 1))
    take(case, Action.SUSPEND, at("11-18 10:00"))
    take(case, Action.RESUME, at("11-20 10:00"))

    assert due(case, "handle") == at("11-25 17:30")
    assert case.order.paused_minutes == 14 * 60


def test_c9_dispatched_on_a_saturday():
    case = dispatched(at("11-21 10:00"))

    assert (due(case, "handle"), due(case, "sign")) == (at("11-27 17:30"), at("11-23 14:30"))


def test_c10_a_saturday_worked_in_exchange_counts():
    assert due(dispatched(at("10-10 16:30")), "sign") == at("10-12 11:30")


def test_c11_nobody_signs_over_lunch():
    assert due(dispatched(at("11-16 11:00")), "sign") == at("11-16 17:00")


def test_c12_five_working_days_to_object_over_the_may_holiday():
    assert due(dispatched(at("04-30 15:00"), track="xinfang"), "return_window") == at("05-11 17:30")


def test_c13_an_extension_counts_from_the_old_due_moment():
    case = handled(at("11-16 10:00"))

    take(case, Action.REQUEST_EXTENSION, at("11-20 10:00"), days=5)
    take(case, Action.EXTEND, at("11-20 11:00"))

    assert due(case, "handle") == case.order.handle_due_at == at("11-30 17:30")


def test_c14_thirty_calendar_days_end_after_the_spring_festival():
    """A letters and visits matter extended by the head of the organ; its day is the first working one after."""
    limit = MACHINE.limit(ClockName.SUSPENSION, registered().order, at("01-16 09:00"))
    clock = MACHINE.start(ClockName.SUSPENSION, registered().order, at("01-16 09:00"))

    assert (limit.amount, limit.unit, limit.base) == (30, "days", "calendar")
    assert clock.due_at == at("02-24 17:30")


# --- §2.6: the lamp, on the order of C8 before its pause


@pytest.mark.parametrize(
    ("now", "colour"),
    [
        ("11-18 17:30", DeadlineLamp.GREEN),  # 19.5 of 40.5 hours
        ("11-20 16:00", DeadlineLamp.YELLOW),  # 32.0 of 40.5
        ("11-23 12:00", DeadlineLamp.ORANGE),  # 37.0 of 40.5
        ("11-23 17:30", DeadlineLamp.ORANGE),
        ("11-23 17:31", DeadlineLamp.RED),
    ],
)  # fmt: skip
def test_the_lamp_of_c8_before_the_pause(now, colour):
    assert lamp(handled(at("11-16 10:00")).order, at(now)) == colour


@pytest.mark.parametrize("asked", [1, 5])
def test_an_extension_after_a_pause_leaves_the_pause_out_of_the_lamp(asked):
    """§2.6: r = elapsed / total, pauses excluded: 14 hours were used before the suspension."""
    case = handled(at("11-16 10:00"))
    take(case, Action.REQUEST_SUSPENSION, at("11-18 10:00"), review_on=date(2026, 12, 10))
    take(case, Action.SUSPEND, at("11-18 10:00"))
    take(case, Action.RESUME, at("12-04 10:00"))
    take(case, Action.REQUEST_EXTENSION, at("12-04 10:00"), days=asked)
    take(case, Action.EXTEND, at("12-04 10:00"))
    clock = case.clocks["handle"]

    used, whole = timedelta(hours=14), timedelta(hours=40.5 + 7 * asked)
    assert DAYS_2026.elapsed(at("11-16 10:00"), at("11-18 10:00")) == used
    for share, reached in ((0.7, clock.yellow_at), (0.9, clock.orange_at)):
        ahead = whole * share - used
        assert abs(DAYS_2026.elapsed(at("12-04 10:00"), reached) - ahead) < timedelta(seconds=1)


# --- §2.7: returns


@pytest.mark.parametrize("reason", ["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8"])
def test_every_reason_returns_an_order_inside_its_window(reason):
    case = dispatched(at("11-16 10:00"))

    take(case, Action.REQUEST_RETURN, at("11-17 17:30"), reason=reason)

    assert case.order.status == Status.RETURN_PENDING
    assert due(case, "return_review") == at("11-18 14:30")


def test_signing_does_not_waive_the_return():
    case = handled(at("11-16 10:00"))

    take(case, Action.REQUEST_RETURN, at("11-17 17:30"))

    assert case.order.previous_status == Status.HANDLING


@pytest.mark.parametrize("field", ["reason", "basis"])
def test_a_return_names_its_reason_and_its_basis(field):
    assert refused(dispatched(at("11-16 10:00")), Action.REQUEST_RETURN, at("11-16 11:00"), **{field: ""}) == "required"


def test_after_the_window_only_a_clerical_error_returns_an_order():
    case = dispatched(at("11-16 10:00"))

    assert refused(case, Action.REQUEST_RETURN, at("11-17 17:31"), reason="R1") == "return_window_closed"
    take(case, Action.REQUEST_RETURN, at("11-20 10:00"), reason="R8")

    assert case.order.status == Status.RETURN_PENDING


@pytest.mark.parametrize(("when", "is_in_time"), [("11-18 17:30", True), ("11-18 17:31", False)])
def test_new_facts_return_an_order_within_one_working_day_more(when, is_in_time):
    case = dispatched(at("11-16 10:00"))

    if is_in_time:
        take(case, Action.REQUEST_RETURN, at(when), new_facts="现场为私有管线")
        assert case.order.status == Status.RETURN_PENDING
    else:
        assert refused(case, Action.REQUEST_RETURN, at(when), new_facts="现场为私有管线") == "return_window_closed"


def test_an_urgent_order_is_returned_within_an_hour():
    case = dispatched(at("11-21 23:00"), urgency="urgent")

    assert refused(case, Action.REQUEST_RETURN, at("11-22 00:01")) == "return_window_closed"
    take(case, Action.REQUEST_RETURN, at("11-22 00:00"))
    assert due(case, "return_review") == at("11-22 01:00")


def test_a_critical_order_is_never_returned_but_may_be_disputed():
    case = handled(at("11-21 23:00"), urgency="critical")

    assert refused(case, Action.REQUEST_RETURN, at("11-21 23:01"), reason="R8") == "critical"
    take(case, Action.ARBITRATE, at("11-21 23:01"), by=WEI)
    assert case.order.status == Status.ARBITRATING


def test_a_unit_returns_an_order_once():
    case = handled(at("11-16 10:00"))
    take(case, Action.REQUEST_RETURN, at("11-16 11:00"))
    take(case, Action.REJECT_RETURN, at("11-16 11:30"))

    assert refused(case, Action.REQUEST_RETURN, at("11-16 12:00"), reason="R8") == "return_locked"


def test_a_unit_that_gets_an_order_again_does_not_return_it_again():
    case = dispatched(at("11-16 10:00"))
    take(case, Action.REQUEST_RETURN, at("11-16 11:00"))
    take(case, Action.APPROVE_RETURN, at("11-16 11:30"))
    take(case, Action.DISPATCH, at("11-16 12:00"))

    assert refused(case, Action.REQUEST_RETURN, at("11-16 15:00")) == "return_locked"


def twice_refused():
    case = dispatched(at("11-16 10:00"))
    take(case, Action.REQUEST_RETURN, at("11-16 11:00"))
    take(case, Action.APPROVE_RETURN, at("11-16 11:30"))
    take(case, Action.DISPATCH, at("11-16 12:00"), lead=market())
    take(case, Action.REQUEST_RETURN, at("11-16 15:00"), by=CHEN)
    return case


@pytest.mark.parametrize("decision", [Action.APPROVE_RETURN, Action.REJECT_RETURN])
def test_a_second_refusal_goes_to_arbitration_only(decision):
    case = twice_refused()

    assert refused(case, decision, at("11-16 16:00")) == "arbitration_only"
    take(case, Action.ARBITRATE, at("11-16 16:00"), ground="refusals")

    assert due(case, "arbitration") == at("11-18 17:30")
    assert case.order.lead_id == market().pk  # whoever has it goes on answering for it


def test_arbitration_for_refusals_needs_two():
    case = dispatched(at("11-16 10:00"))

    assert refused(case, Action.ARBITRATE, at("11-16 11:00"), ground="refusals") == "too_few_refusals"


def awarded(lead):
    case = twice_refused()
    take(case, Action.ARBITRATE, at("11-16 16:00"), ground="refusals")
    take(case, Action.PROPOSE_AWARD, at("11-17 10:00"), lead=lead)
    take(case, Action.AWARD, at("11-17 11:00"), lead=lead)
    return case


@pytest.mark.parametrize(("lead", "by"), [(roads(), WEI), (market(), CHEN)])
def test_after_an_award_nobody_returns_and_no_unit_disputes(lead, by):
    case = awarded(lead)

    assert refused(case, Action.REQUEST_RETURN, at("11-17 11:30"), by=by, reason="R8") == "return_locked"
    assert refused(case, Action.ARBITRATE, at("11-17 11:30"), by=by) == "awarded"
    assert due(case, "handle") == at("11-24 17:30")


def test_a_return_that_the_award_finds_wrong_is_charged_to_its_unit():
    assert [request.was_wrong for request in awarded(market()).returns] == [False, True]


def test_an_award_takes_two_arbitrators_in_time_and_the_convener_after():
    case = twice_refused()
    take(case, Action.ARBITRATE, at("11-16 16:00"), ground="refusals")
    convener = Actor(7, "周", (Grant("deputy_convener"),))

    assert refused(case, Action.AWARD, at("11-17 10:00"), by=convener) == "in_time"
    assert refused(case, Action.AWARD, at("11-17 10:00"), by=NING) == "no_proposal"
    take(case, Action.PROPOSE_AWARD, at("11-17 10:00"))
    assert refused(case, Action.AWARD, at("11-17 10:01"), by=NING) == "second_person"
    assert refused(case, Action.AWARD, at("11-17 10:01"), by=convener) == "in_time"
    assert refused(case, Action.AWARD, at("11-17 10:01"), by=MEI, lead=roads()) == "differs"
    take(case, Action.AWARD, at("11-18 17:31"), by=convener, lead=roads())

    assert case.order.status == Status.DISPATCHED


def test_t11_an_unsigned_order_has_a_working_hour_left_after_a_rejection():
    case = dispatched(at("11-16 10:00"))
    assert due(case, "sign") == at("11-16 16:00")

    take(case, Action.REQUEST_RETURN, at("11-16 15:00"))
    take(case, Action.REJECT_RETURN, at("11-16 17:00"))

    assert due(case, "sign") == at("11-17 09:00")
    assert case.lead.sign_due_at == at("11-17 09:00")
    assert due(case, "handle") == at("11-24 10:30")  # two hours later than 23 November, 17:30


def test_t11_a_rejection_in_good_time_moves_no_sign_moment():
    case = dispatched(at("11-16 10:00"))

    take(case, Action.REQUEST_RETURN, at("11-16 10:30"))
    take(case, Action.REJECT_RETURN, at("11-16 11:00"))

    assert due(case, "sign") == at("11-16 16:00")


# --- §2.7: lead and assists


def assisted(when="11-16 10:00"):
    case = handled(at(when))
    take(case, Action.REQUEST_ASSIST, at(when))
    take(case, Action.ADD_ASSIST, at(when))
    return case


def test_an_assist_is_due_a_working_day_before_the_lead():
    case = assisted()

    assert (due(case, "handle"), case.assists[0].assist_due_at) == (at("11-23 17:30"), at("11-20 17:30"))


@pytest.mark.parametrize(("when", "is_in_time"), [("11-18 14:45", True), ("11-18 14:46", False)])
def test_an_assist_objects_within_half_its_time(when, is_in_time):
    """33.5 hours from Monday 10:00 to Friday 17:30; half of them are over on Wednesday at 14:45."""
    case = assisted()
    assert DAYS_2026.elapsed(at("11-16 10:00"), at("11-20 17:30")) == timedelta(hours=33.5)
    assert DAYS_2026.add(at("11-16 10:00"), timedelta(hours=16.75)) == at("11-18 14:45")

    if is_in_time:
        take(case, Action.OBJECT_ASSIST, at(when))
        assert case.assists[0].objected_at == at(when)
    else:
        assert refused(case, Action.OBJECT_ASSIST, at(when)) == "too_late"


def test_an_assist_objects_once_and_the_dispatcher_settles_it():
    case = assisted()
    take(case, Action.OBJECT_ASSIST, at("11-16 11:00"))

    assert refused(case, Action.OBJECT_ASSIST, at("11-16 11:30")) == "objected"
    assert refused(case, Action.SETTLE_OBJECTION, at("11-16 12:00"), by=WEI) == "not_permitted"
    take(case, Action.SETTLE_OBJECTION, at("11-16 12:00"), released=True)

    assert (case.assists, case.assist_clocks) == ([], {})


def test_a_late_assist_is_waived_keeps_its_mark_and_the_lead_is_in_time():
    case = assisted()
    assist = case.assists[0]
    take(case, Action.CONTACT, at("11-16 11:00"))
    assert refused(case, Action.SUBMIT, at("11-20 17:00")) == "assists_open"
    assert refused(case, Action.WAIVE_ASSIST, at("11-20 17:30")) == "in_time"

    take(case, Action.WAIVE_ASSIST, at("11-20 17:31"))
    take(case, Action.SUBMIT, at("11-23 10:00"))

    assert assist.waived_at > assist.assist_due_at
    assert assist.finished_at is None
    assert case.order.submitted_at < case.order.handle_due_at


# --- §2.4, §2.7: extension


@pytest.mark.parametrize(("when", "is_in_time"), [("11-23 12:00", True), ("11-23 14:00", True), ("11-23 14:01", False)])
def test_an_extension_is_asked_for_half_a_working_day_before_the_due_moment(when, is_in_time):
    case = handled(at("11-16 10:00"))

    if is_in_time:
        take(case, Action.REQUEST_EXTENSION, at(when))
        assert due(case, "extension") == MACHINE.days.add_hours(at(when), 4)
    else:
        assert refused(case, Action.REQUEST_EXTENSION, at(when)) == "too_late"


def extend(case, when, days):
    take(case, Action.REQUEST_EXTENSION, when, days=days)
    take(case, Action.EXTEND, when)


def test_an_order_is_extended_once_by_five_days():
    case = handled(at("11-16 10:00"))
    assert refused(case, Action.REQUEST_EXTENSION, at("11-16 11:00"), days=6) == "too_long"
    extend(case, at("11-16 11:00"), 5)

    assert refused(case, Action.REQUEST_EXTENSION, at("11-20 10:00"), days=1) == "too_often"


def test_a_long_cycle_order_is_extended_three_times_by_three_days():
    case = handled(at("11-16 10:00"), category=LONG_CYCLE)
    assert refused(case, Action.REQUEST_EXTENSION, at("11-16 11:00"), days=5) == "too_long"
    for _ in range(3):
        extend(case, at("11-16 11:00"), 3)

    assert due(case, "handle") == at("12-04 17:30")
    assert refused(case, Action.REQUEST_EXTENSION, at("11-20 10:00"), days=1) == "too_often"


def test_no_extension_leads_beyond_a_hundred_and_eighty_days():
    case = handled(at("05-06 10:00"))
    clock = case.clocks["handle"]
    clock.due_at = at("05-06 10:00") + 180 * DAY

    assert refused(case, Action.REQUEST_EXTENSION, at("10-30 10:00"), days=5) == "too_long"


def test_the_petitioner_is_told_of_an_extension_before_it_is_asked_for():
    assert refused(handled(at("11-16 10:00")), Action.REQUEST_EXTENSION, at("11-16 11:00"), told_at=None) == "required"


def test_whoever_asked_for_time_does_not_grant_it():
    case = handled(at("11-16 10:00"))
    both = Actor(8, "双", (Grant("liaison", roads().pk),))
    take(case, Action.REQUEST_EXTENSION, at("11-16 11:00"), by=both)

    assert refused(case, Action.EXTEND, at("11-16 12:00"), by=both) == "not_permitted"


def test_a_letters_and_visits_matter_is_extended_by_the_head_of_the_organ_by_thirty_days():
    case = handled(at("08-07 09:00"), track="xinfang")
    head = Actor(9, "局长", (Grant("dept_leader", roads().pk),))
    assert refused(case, Action.REQUEST_EXTENSION, at("09-01 10:00"), days=31) == "too_long"
    take(case, Action.REQUEST_EXTENSION, at("09-01 10:00"), days=30)
    assert refused(case, Action.EXTEND, at("09-01 11:00")) == "not_yours"
    take(case, Action.EXTEND, at("09-01 11:00"), by=head)

    assert due(case, "handle") == at("11-09 17:30")  # 8 October and 30 days: a Saturday


# --- §2.7: suspension


def suspended(when="11-16 10:00", review=date(2026, 12, 16)):
    case = handled(at(when))
    take(case, Action.REQUEST_SUSPENSION, at(when), review_on=review)
    take(case, Action.SUSPEND, at(when))
    return case


def test_a_suspension_is_reviewed_at_the_end_of_the_day_that_was_named():
    case = suspended(review=date(2026, 11, 20))

    assert due(case, "suspension") == at("11-20 17:30")
    assert case.clocks["handle"].paused_at == at("11-16 10:00")


@pytest.mark.parametrize("day", [date(2026, 11, 16), date(2026, 12, 17)])
def test_a_suspension_is_reviewed_within_thirty_days(day):
    case = handled(at("11-16 10:00"))

    assert refused(case, Action.REQUEST_SUSPENSION, at("11-16 10:00"), review_on=day) == "review_too_late"


def test_a_suspension_lasts_a_hundred_and_eighty_days_at_most():
    case, when = suspended("04-01 10:00", date(2026, 4, 30)), at("04-01 10:00")
    for _ in range(5):
        when += 30 * DAY
        take(case, Action.RENEW_SUSPENSION, when, review_on=(when + 30 * DAY).date())

    when += 29 * DAY
    assert refused(case, Action.RENEW_SUSPENSION, when, review_on=(when + 2 * DAY).date()) == "too_long"
    take(case, Action.RENEW_SUSPENSION, when, review_on=(when + DAY).date())
    assert case.requests[Matter.SUSPENSION].reviews == 6


@pytest.mark.parametrize("field", ["ground", "interim_measure", "plan", "owner_name", "review_on", "told_at"])
def test_a_suspension_says_all_that_it_needs(field):
    case = handled(at("11-16 10:00"))

    assert refused(case, Action.REQUEST_SUSPENSION, at("11-16 10:00"), **{field: ""}) == "required"


@pytest.mark.parametrize("urgency", [Urgency.URGENT, Urgency.CRITICAL])
def test_what_is_urgent_is_not_suspended(urgency):
    case = handled(at("11-16 10:00"), urgency=urgency)

    assert refused(case, Action.REQUEST_SUSPENSION, at("11-16 10:00"), review_on=date(2026, 12, 1)) == "urgent"
