"""What a person is offered to do, and why something expected is not open."""

from datetime import timedelta

import pytest

from petitions import offers
from petitions.enums import Action, Status
from tests.petitions.cases import GIVEN, MACHINE, MEI, MONDAY, WAY_TO, WEI, take, walked


def offered(case, by, *, after=timedelta(hours=1)):
    """Steps with the code of what is in their way, if anything."""
    found = offers.offers(case, by=by, at=MONDAY + after, machine=MACHINE)
    return {offer.action: offer.refusal.code if offer.refusal else "" for offer in found}


def warnings(case, by, *, after):
    found = offers.offers(case, by=by, at=MONDAY + after, machine=MACHINE)
    return {offer.action: offer.warning for offer in found if offer.warning}


def test_a_reply_waits_for_the_first_contact():
    case = walked(*WAY_TO[Status.HANDLING])
    assert offered(case, WEI)[Action.SUBMIT] == "contact_first"

    take(case, Action.CONTACT, MONDAY)

    assert offered(case, WEI)[Action.SUBMIT] == ""


def test_a_return_is_open_inside_its_window_and_then_for_clerical_errors():
    case = walked(*WAY_TO[Status.DISPATCHED])

    assert warnings(case, WEI, after=timedelta(hours=1)) == {}
    assert offered(case, WEI, after=timedelta(days=5))[Action.REQUEST_RETURN] == ""
    assert "R8" in warnings(case, WEI, after=timedelta(days=5))[Action.REQUEST_RETURN]


def test_a_rejected_return_is_not_asked_for_again():
    case = walked(*WAY_TO[Status.RETURN_PENDING], Action.REJECT_RETURN)

    assert offered(case, WEI)[Action.REQUEST_RETURN] == "return_locked"


def test_a_critical_order_is_not_returned():
    case = walked(*WAY_TO[Status.DISPATCHED], urgency="critical")

    assert offered(case, WEI)[Action.REQUEST_RETURN] == "critical"


def test_what_must_be_verified_is_not_passed_to_follow_up():
    urgent = walked(*WAY_TO[Status.SUBMITTED], urgency="urgent")
    plain = walked(*WAY_TO[Status.SUBMITTED])

    assert offered(urgent, MEI)[Action.TO_FOLLOW_UP] == "verify_first"
    assert offered(plain, MEI)[Action.TO_FOLLOW_UP] == ""


def test_steps_that_another_step_replaces_are_left_out():
    named = offered(walked(*WAY_TO[Status.SUBMITTED]), MEI)
    anonymous = offered(walked(*WAY_TO[Status.SUBMITTED], is_anonymous=True), MEI)

    assert Action.CLOSE_WITHOUT_CALL not in named
    assert Action.TO_FOLLOW_UP not in anonymous
    assert anonymous[Action.CLOSE_WITHOUT_CALL] == ""


def test_rework_is_ordered_only_after_it_was_proposed():
    case = walked(*WAY_TO[Status.FOLLOW_UP])
    assert Action.REWORK not in offered(case, MEI)

    take(case, Action.PROPOSE_REWORK, MONDAY)

    assert offered(case, MEI)[Action.REWORK] == ""


@pytest.mark.parametrize("status", WAY_TO)
@pytest.mark.parametrize("by", [MEI, WEI], ids=["mei", "wei"])
def test_what_is_offered_can_be_done(status, by):
    at = MONDAY + timedelta(hours=1)
    for action, obstacle in offered(walked(*WAY_TO[status]), by).items():
        case = walked(*WAY_TO[status])
        if not obstacle and GIVEN[action][0] == by:
            take(case, action, at)
