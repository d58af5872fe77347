"""Who has an interest decides nothing, and says so themselves."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core import ledger
from partyorgs.models import Recusal
from petitions import recusals
from petitions.forms.desk import Refuse
from petitions.forms.interest import Interest
from petitions.models import WorkOrder
from petitions.recusals import NotRecused
from tests.factories import acting, person

PAGE = reverse("petitions:recusals")


def declare(user, unit, at, reason="配偶在该单位任职"):
    return recusals.declare(unit, by=acting(user), at=at, reason=reason)


def test_whoever_declares_it_decides_nothing_from_that_day_on(cast, city, wednesday):
    declare(cast.mei, city.roads, wednesday)

    row = Recusal.objects.get()
    event = ledger.history(cast.mei).get()
    assert (row.user, row.department, row.valid_from, row.valid_to) == (cast.mei, city.roads, date(2026, 11, 18), None)
    assert city.roads.pk in acting(cast.mei).partial_to
    assert (event.kind, event.data) == ("user.recused", {"department": "D14", "reason": "配偶在该单位任职"})


def test_it_ends_with_the_day_on_which_it_is_ended(cast, city, wednesday):
    row = declare(cast.mei, city.roads, wednesday)

    recusals.end(row, by=acting(cast.mei), at=wednesday)
    recusals.end(row, by=acting(cast.mei), at=wednesday + timedelta(days=5))  # a second click changes nothing

    row.refresh_from_db()
    assert row.valid_to == date(2026, 11, 19)
    assert city.roads.pk in acting(cast.mei).partial_to
    assert [event.kind for event in ledger.history(cast.mei)] == ["user.recused", "user.recusal_ended"]


@pytest.mark.parametrize(("reason", "code"), [("  ", "required"), ("亲属", "twice")])
def test_what_is_not_declared(reason, code, cast, city, wednesday):
    if code == "twice":
        declare(cast.mei, city.roads, wednesday)

    with pytest.raises(NotRecused) as refused:
        declare(cast.mei, city.roads, wednesday, reason)

    assert refused.value.code == code


def test_nobody_ends_somebody_else_s(cast, city, wednesday, sit_down):
    row = declare(cast.wei, city.water, wednesday)

    with pytest.raises(NotRecused):
        recusals.end(row, by=acting(cast.mei), at=wednesday)
    assert sit_down(cast.mei).post(reverse("petitions:recusal-end", args=[row.pk])).status_code == 404


def test_on_the_page_one_declares_sees_and_ends(cast, city, sit_down):
    wei = sit_down(cast.wei)

    blank = wei.post(PAGE, {"department": "D16", "reason": ""})
    wei.post(PAGE, {"department": "D16", "reason": "配偶在该单位任职"})
    twice = wei.post(PAGE, {"department": "D16", "reason": "配偶"})
    row = wei.get(PAGE).context["listing"].rows[0]
    wei.post(reverse("petitions:recusal-end", args=[row.pk]))

    assert (blank.status_code, twice.status_code) == (422, 422)
    assert list(twice.context["form"].errors) == ["department"]
    assert (row.department.code, row.reason) == ("D16", "配偶在该单位任职")
    assert Recusal.objects.get().valid_to == date(2026, 11, 19)


def test_the_office_administrator_sees_everybody_s_and_others_their_own(cast, city, wednesday, sit_down):
    declare(cast.wei, city.water, wednesday)
    declare(cast.mei, city.roads, wednesday)

    seen = {
        who: [row.user.name for row in sit_down(getattr(cast, who)).get(PAGE, {"tab": tab}).context["listing"].rows]
        for who, tab in (("mei", "all"), ("wei", "all"), ("chen", ""))
    }

    assert sorted(seen["mei"]) == ["王敏", "赵伟"]
    assert (seen["wei"], seen["chen"]) == (["赵伟"], [])


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_at_any_length(rows, cast, city, wednesday, sit_down, django_assert_num_queries):
    for unit in (city.roads, city.water, city.traffic)[:rows]:
        declare(cast.wei, unit, wednesday)
    wei = sit_down(cast.wei)

    with django_assert_num_queries(15):
        assert len(wei.get(PAGE).context["listing"].rows) == rows


# --- the tick on every decision


class Decision(Interest, Refuse):
    """A decision as the tables of forms have them."""


@pytest.fixture
def decision(cast):
    order, by = WorkOrder(pk=1), acting(person("x", "某"))
    return lambda **sent: Decision(sent, order=order, by=by)


SENT = {"reason_code": "N2", "channel_text": "请向法院提起诉讼。"}


def test_a_decision_is_not_taken_without_the_tick(decision):
    form = decision(**SENT)

    assert not form.is_valid()
    assert list(form.errors) == ["no_interest"]


def test_the_tick_is_asked_last_and_is_no_data_of_the_step(decision):
    form = decision(**SENT, no_interest="on")

    assert form.is_valid()
    assert list(form.fields)[-1] == "no_interest"
    assert form.said == SENT
