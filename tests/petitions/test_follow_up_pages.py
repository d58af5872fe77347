"""Judging replies and calling back: the queues, one case after the other, and what each answer leads to."""

from datetime import datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from core.calendar import CITY_TIME
from core.kept import forget_all
from petitions import verification, workflow
from petitions.enums import Action, DissatisfactionCause, Status
from petitions.forms.judging import Close, ProposeRework
from petitions.models import FollowUp, IdentityDisclosure, Verification, WorkOrder
from tests import factories

VERIFICATIONS, FOLLOW_UPS = reverse("petitions:verifications"), reverse("petitions:follow-ups")
FINDING = "现场查看，二十六块地砖全部更换"
HAPPY = {"contacted": "yes", "solved": "solved", "rating": "5", "comment": "很快"}
UNHAPPY = {"contacted": "yes", "solved": "unsolved", "rating": "1", "cause": "handling", "comment": "仍然积水"}


@pytest.fixture
def city(db):
    yield factories.make_city()
    forget_all()


@pytest.fixture
def people(city):
    return factories.people()


@pytest.fixture
def mei(client, people):
    client.force_login(people.mei)
    return client


def unsampled(order):
    """Not one of every ten that are verified although nothing asks for it."""
    return int(order.number[-6:]) % verification.SAMPLE != 0


def proposed():
    """Lan was called: not solved, because of how it was handled."""
    order = factories.order_in(Status.FOLLOW_UP)
    by = factories.acting(factories.people().mei)
    answers = {"contacted": "yes", "solved": "unsolved", "rating": 1, "cause": "handling", "may_publish": True}
    return workflow.advance(order, Action.PROPOSE_REWORK, by=by, at=timezone.now(), **answers)


def judge(client, order, action, **entries):
    return client.post(reverse("petitions:verification-judge", args=[order.number, action]), entries)


def post(client, order, name, entries=None, **parts):
    version = WorkOrder.objects.get(pk=order.pk).version
    url = reverse(f"petitions:follow-up-{name}", args=[order.number, *parts.values()])
    return client.post(url, {"version": version} | (entries or {}))


def said_to(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# --- verification: the queue


def test_the_office_reviews_and_verifies(mei):
    submitted, verifying = factories.order_in(Status.SUBMITTED), factories.order_in(Status.VERIFYING)
    factories.order_in(Status.HANDLING)

    review, verify = mei.get(VERIFICATIONS), mei.get(VERIFICATIONS, {"tab": "verifying"})

    assert review.context["listing"].rows == [submitted]
    assert verify.context["listing"].rows == [verifying]


def test_a_verifier_only_verifies(client, people):
    client.force_login(factories.person("he", "何青", {"role": "verifier"}))
    factories.order_in(Status.SUBMITTED)
    verifying = factories.order_in(Status.VERIFYING)

    assert client.get(VERIFICATIONS).context["listing"].rows == [verifying]


def test_nobody_judges_the_own_unit(client, people, city):
    order = factories.order_in(Status.SUBMITTED)
    own = {"role": "office_admin"}, {"role": "liaison", "department": city.roads}
    client.force_login(factories.person("lu", "陆远", *own))

    assert client.get(VERIFICATIONS).context["listing"].total == 0
    assert client.get(reverse("petitions:verification", args=[order.number])).status_code == 302
    assert judge(client, order, Action.TO_VERIFICATION).status_code == 403


@pytest.mark.parametrize("name", ["wei", "chen", "sun"])
@pytest.mark.parametrize("url", [VERIFICATIONS, FOLLOW_UPS])
def test_the_queues_are_closed_to_units(client, people, name, url):
    client.force_login(getattr(people, name))

    assert client.get(url).status_code == 403


# --- verification: one case


def test_the_reply_stands_beside_the_wish(mei):
    order = factories.order_in(Status.VERIFYING, wish="尽快修复地砖")

    page = mei.get(reverse("petitions:verification", args=[order.number])).content.decode()

    assert "尽快修复地砖" in page
    assert "破损地砖已更换，路面恢复平整。" in page


def test_only_judgments_are_offered_here(mei):
    order = factories.order_in(Status.SUBMITTED)

    page = mei.get(reverse("petitions:verification", args=[order.number]))

    assert {panel.key for panel in page.context["actions"]} == {
        Action.TO_FOLLOW_UP, Action.TO_VERIFICATION, Action.REPAIR,
    }  # fmt: skip
    assert judge(mei, order, Action.REOPEN).status_code == 404


def test_an_anonymous_petition_is_closed_without_a_call(mei):
    order = factories.order_in(Status.SUBMITTED, is_anonymous=True)
    assert unsampled(order)

    judge(mei, order, Action.CLOSE_WITHOUT_CALL)

    assert WorkOrder.objects.get().status == Status.CLOSED


@pytest.mark.parametrize(
    ("before", "action", "entries", "after"),
    [
        (Status.SUBMITTED, Action.TO_VERIFICATION, {}, Status.VERIFYING),
        (Status.SUBMITTED, Action.TO_FOLLOW_UP, {}, Status.FOLLOW_UP),
        (Status.SUBMITTED, Action.REPAIR, {"reason": "未答复何时完工"}, Status.HANDLING),
        (
            Status.VERIFYING,
            Action.VERIFY,
            {"finding": FINDING, "method": "site", "no_interest": "on"},
            Status.FOLLOW_UP,
        ),
        (
            Status.VERIFYING,
            Action.FAIL_VERIFICATION,
            {"finding": FINDING, "method": "site", "no_interest": "on"},
            Status.REWORKING,
        ),
    ],
)
def test_a_judgment_moves_the_order_and_opens_the_next(mei, before, action, entries, after):
    now = timezone.now()
    first = factories.order_in(before, at=now - timedelta(hours=5))
    second = factories.order_in(before, at=now - timedelta(hours=4))

    onward = judge(mei, first, action, **entries)
    last = judge(mei, second, action, **entries)

    assert onward.url == reverse("petitions:verification", args=[second.number])
    assert last.url == VERIFICATIONS
    assert {order.status for order in WorkOrder.objects.order_by("id")} == {after}


def test_a_finding_must_be_written_down(mei):
    order = factories.order_in(Status.VERIFYING)

    response = judge(mei, order, Action.VERIFY, finding="")

    assert response.status_code == 422
    assert [panel.key for panel in response.context["actions"] if panel.is_open] == [Action.VERIFY]
    assert Verification.objects.count() == 0


def test_whoever_judges_second_is_told_and_keeps_the_finding(mei):
    order = factories.order_in(Status.VERIFYING)
    judge(mei, order, Action.VERIFY, finding=FINDING, method="site", no_interest="on")

    response = judge(mei, order, Action.FAIL_VERIFICATION, finding="仍有三块松动", method="site", no_interest="on")

    assert response.status_code == 409
    assert "仍有三块松动" in response.content.decode()
    assert WorkOrder.objects.get().status == Status.FOLLOW_UP


# --- calls: the queue


def test_the_nearest_deadline_is_called_first(mei):
    now = timezone.now()
    late = factories.order_in(Status.FOLLOW_UP, at=now - timedelta(hours=4))
    early = factories.order_in(Status.FOLLOW_UP, at=now - timedelta(days=3))
    proposed()

    page = mei.get(FOLLOW_UPS)

    assert page.context["listing"].rows == [early, late]
    assert page.context["first"] == early


def test_reworks_to_decide_have_their_own_tab(mei):
    factories.order_in(Status.FOLLOW_UP)
    order = proposed()

    assert mei.get(FOLLOW_UPS, {"tab": "reworks"}).context["listing"].rows == [order]


def test_callers_do_not_call_about_the_own_unit(client, people, city):
    order = factories.order_in(Status.FOLLOW_UP)
    own = {"role": "caller"}, {"role": "liaison", "department": city.roads}
    client.force_login(factories.person("lu", "陆远", *own))

    assert client.get(FOLLOW_UPS).context["listing"].total == 0
    assert client.get(reverse("petitions:follow-up", args=[order.number])).status_code == 302
    assert post(client, order, "answers", HAPPY).status_code == 403


# --- calls: one call


def test_the_petitioner_is_masked_until_the_caller_asks(mei):
    order = factories.order_in(Status.FOLLOW_UP)
    url = reverse("petitions:follow-up", args=[order.number])

    page = mei.get(url).content.decode()
    revealed = mei.post(
        reverse("petitions:reveal", args=[order.number]), {"reason": "contact"}, headers={"HX-Request": "true"}
    )  # fmt: skip

    assert "兰**" in page
    assert "13800001234" not in page
    assert "13800001234" in revealed.content.decode()
    assert IdentityDisclosure.objects.count() == 1


@pytest.mark.parametrize(("hour", "is_calling_time"), [(8, False), (9, True), (20, True), (21, False)])
def test_calling_hours(hour, is_calling_time):
    at = datetime(2026, 11, 20, hour, 29, tzinfo=CITY_TIME)

    assert verification.is_calling_time(at) == is_calling_time


@pytest.mark.parametrize(("open_now", "warned"), [(True, False), (False, True)])
def test_outside_calling_hours_the_page_warns(mei, monkeypatch, open_now, warned):
    monkeypatch.setattr(verification, "is_calling_time", lambda at: open_now)
    order = factories.order_in(Status.FOLLOW_UP)

    page = mei.get(reverse("petitions:follow-up", args=[order.number])).content.decode()

    assert ('class="banner"' in page) == warned


def test_a_happy_petitioner_closes_the_order(mei):
    order = factories.order_in(Status.FOLLOW_UP)

    response = post(mei, order, "answers", HAPPY)

    order.refresh_from_db()
    assert response.url == FOLLOW_UPS
    assert (order.status, order.solved, order.rating, order.contacted_answer) == (Status.CLOSED, "solved", 5, True)
    assert order.number in said_to(response)[0]


def test_an_unhappy_petitioner_makes_a_proposal(mei):
    order = factories.order_in(Status.FOLLOW_UP)

    post(mei, order, "answers", UNHAPPY)

    order.refresh_from_db()
    assert (order.status, order.rework_proposed, order.solved) == (Status.FOLLOW_UP, True, "unsolved")


def test_an_answer_without_rating_is_possible(mei):
    order = factories.order_in(Status.FOLLOW_UP)

    post(mei, order, "answers", {"solved": "solved", "rating": ""})

    assert WorkOrder.objects.get().rating is None
    assert WorkOrder.objects.get().status == Status.CLOSED


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"rating": "5"}, "solved"),
        (UNHAPPY | {"cause": ""}, "cause"),
        (HAPPY | {"rating": "1"}, "cause"),
        (HAPPY | {"rating": "6"}, "rating"),
    ],
)
def test_missing_answers_are_named_and_what_was_said_stays(mei, answers, field):
    order = factories.order_in(Status.FOLLOW_UP)

    response = post(mei, order, "answers", answers)

    assert response.status_code == 422
    assert list(response.context["call"].errors) == [field]
    assert answers.get("comment", "") in response.content.decode()
    assert FollowUp.objects.count() == 0


@pytest.mark.parametrize(
    ("answers", "consequence"),
    [
        (HAPPY, "close"),
        (UNHAPPY, "rework"),
        (UNHAPPY | {"cause": "law_or_policy"}, "rework"),
    ],
)
def test_the_consequence_is_said_before_it_happens(mei, answers, consequence):
    order = factories.order_in(Status.FOLLOW_UP)

    page = post(mei, order, "consequence", answers)

    expected = {"close": Close, "rework": ProposeRework}[consequence]
    assert page.context["text"] == expected.consequence(order)
    assert WorkOrder.objects.get().version == order.version


def test_three_unanswered_calls_on_two_days_allow_closing_unrated(mei, monkeypatch):
    order = factories.order_in(Status.FOLLOW_UP)
    url = reverse("petitions:follow-up", args=[order.number])
    too_early = post(mei, order, "unrated")

    for days in (0, 0, 1):
        moment = timezone.now() + timedelta(days=days)
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        mei.force_login(factories.people().mei)  # the next morning
        post(mei, order, "missed")
    may = mei.get(url).context["may_close_unrated"]
    post(mei, order, "unrated")

    order.refresh_from_db()
    assert too_early.status_code == 422
    assert may
    assert (order.status, order.solved, order.rating, order.missed_calls) == (Status.CLOSED, "", None, 3)


def test_a_double_click_counts_one_unanswered_call(mei):
    order = factories.order_in(Status.FOLLOW_UP)
    url = reverse("petitions:follow-up-missed", args=[order.number])

    mei.post(url, {"version": order.version})
    second = mei.post(url, {"version": order.version})

    assert second.status_code == 409
    assert WorkOrder.objects.get().missed_calls == 1


def test_after_a_call_comes_the_next_by_deadline_and_after_the_last_the_first(mei):
    now = timezone.now()
    orders = [factories.order_in(Status.FOLLOW_UP, at=now - timedelta(days=days)) for days in (6, 5, 4)]

    after_first = post(mei, orders[0], "missed")
    after_last = post(mei, orders[2], "missed")

    assert after_first.url == reverse("petitions:follow-up", args=[orders[1].number])
    assert after_last.url == reverse("petitions:follow-up", args=[orders[0].number])


def test_a_second_caller_is_told_and_the_answers_are_not_lost(mei):
    order = factories.order_in(Status.FOLLOW_UP)
    post(mei, order, "answers", HAPPY)

    response = post(mei, order, "answers", UNHAPPY)

    assert response.status_code == 409
    assert UNHAPPY["comment"] in response.content.decode()
    assert WorkOrder.objects.get().solved == "solved"


def test_an_order_that_has_left_is_shown_as_it_is(mei):
    order = factories.order_in(Status.CLOSED)

    response = mei.get(reverse("petitions:follow-up", args=[order.number]))

    assert response.url == reverse("petitions:order", args=[order.number])


# --- the office decides


def test_the_office_orders_rework(mei):
    order = proposed()

    post(mei, order, "decision", {"demand": "重新铺装并排水", "no_interest": "on"}, action=Action.REWORK)

    order.refresh_from_db()
    assert (order.status, order.round, order.rework_proposed) == (Status.REWORKING, 2, False)


def test_rework_needs_a_demand(mei):
    order = proposed()

    response = post(mei, order, "decision", {"demand": ""}, action=Action.REWORK)

    assert response.status_code == 422
    assert WorkOrder.objects.get().rework_proposed


def test_the_office_closes_after_a_second_reading_and_the_answers_stand(mei):
    order = proposed()

    post(mei, order, "decision", {"cause": "law_or_policy", "comment": "已当面解释规划依据"}, action=Action.CLOSE)

    order.refresh_from_db()
    last = FollowUp.objects.order_by("-id").first()
    assert (order.status, order.solved, order.rating, order.contacted_answer) == (Status.CLOSED, "unsolved", 1, True)
    assert (last.cause, last.may_publish) == (DissatisfactionCause.LAW_OR_POLICY, True)


def test_closing_after_all_needs_another_cause_than_the_handling(mei):
    order = proposed()

    response = post(mei, order, "decision", {"cause": "handling", "comment": "无"}, action=Action.CLOSE)

    assert response.status_code == 422
    assert WorkOrder.objects.get().status == Status.FOLLOW_UP


def test_a_caller_sees_the_proposal_but_does_not_decide(client, people):
    client.force_login(factories.person("hui", "惠宁", {"role": "caller"}))
    order = proposed()

    page = client.get(reverse("petitions:follow-up", args=[order.number]))
    response = post(client, order, "decision", {"demand": "重新铺装", "no_interest": "on"}, action=Action.REWORK)

    assert page.context["decisions"] == []
    assert response.status_code == 403
    assert WorkOrder.objects.get().rework_proposed


# --- the cost


@pytest.mark.parametrize("orders", [1, 3])
@pytest.mark.parametrize(
    ("url", "status", "queries"), [(VERIFICATIONS, Status.SUBMITTED, 10), (FOLLOW_UPS, Status.FOLLOW_UP, 11)]
)
def test_a_queue_costs_the_same_at_any_length(mei, orders, url, status, queries, django_assert_num_queries):
    for _n in range(orders):
        factories.order_in(status)
    mei.get(url)

    with django_assert_num_queries(queries):
        mei.get(url)


@pytest.mark.parametrize("orders", [1, 3])
@pytest.mark.parametrize(
    ("name", "status", "queries"), [("verification", Status.VERIFYING, 15), ("follow-up", Status.FOLLOW_UP, 10)]
)
def test_one_case_costs_the_same_whatever_the_queue(mei, orders, name, status, queries, django_assert_num_queries):
    numbers = [factories.order_in(status).number for _n in range(orders)]
    url = reverse(f"petitions:{name}", args=numbers[:1])
    mei.get(url)

    with django_assert_num_queries(queries):
        mei.get(url)
