"""The agenda pool: raised once, dropped with a reason."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from core import ledger
from core.actors import Actor
from partyorgs import agenda
from partyorgs.agenda import NotInThePool
from partyorgs.models import AgendaItem

MEI = Actor(id=1, name="王敏")
AT = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)


def raised(**said):
    given = {"title": "噪声职责不清", "text": "三家单位互有工单", "source": "gap", "source_key": "020401",
             "address": "/gaps/1/"}  # fmt: skip
    return agenda.raise_item(**{**given, **said}, by=MEI, at=AT)


@pytest.mark.django_db
def test_what_is_raised_waits_in_the_pool_and_is_on_record():
    item = raised()

    event = ledger.history(item).get()
    assert (item.state, item.title, item.raised_by_name, item.raised_at) == ("pool", "噪声职责不清", "王敏", AT)
    assert (event.kind, event.data["source_key"]) == ("agenda.raised", "020401")


@pytest.mark.django_db
def test_the_same_source_is_raised_once_until_it_was_dealt_with():
    first = raised()
    second = raised(title="换了说法")
    agenda.drop(first, reason="已由编办明确", by=MEI, at=AT)
    third = raised()

    assert (second, second.title) == (first, "噪声职责不清")
    assert third != first
    assert [item.state for item in AgendaItem.objects.order_by("id")] == ["dropped", "pool"]


@pytest.mark.django_db
def test_what_comes_without_a_key_is_each_time_something_else():
    raised(source="hand", source_key="")
    raised(source="hand", source_key="")

    assert AgendaItem.objects.count() == 2


@pytest.mark.django_db
def test_a_title_of_spaces_is_refused():
    with pytest.raises(NotInThePool) as refused:
        raised(title="  ")

    assert (refused.value.field, AgendaItem.objects.count()) == ("title", 0)


@pytest.mark.django_db
def test_it_is_dropped_once_and_with_a_reason():
    item = raised()

    with pytest.raises(NotInThePool) as unsaid:
        agenda.drop(item, reason=" ", by=MEI, at=AT)
    agenda.drop(item, reason="已由编办明确", by=MEI, at=AT)
    with pytest.raises(NotInThePool) as again:
        agenda.drop(item, reason="又一次", by=MEI, at=AT)

    item.refresh_from_db()
    assert (unsaid.value.field, again.value.code) == ("reason", "wrong_state")
    assert (item.state, item.dropped_because) == ("dropped", "已由编办明确")
    assert [event.kind for event in ledger.history(item)] == ["agenda.raised", "agenda.dropped"]


# --- the pages

LIST = reverse("partyorgs:agenda")


def test_an_item_is_raised_by_hand_and_dropped_by_the_office(cast, sit_down):
    wei = sit_down(cast.wei)
    blank = wei.post(reverse("partyorgs:agenda-new"), {"title": ""})
    wei.post(reverse("partyorgs:agenda-new"), {"title": "夜间施工噪声由谁牵头", "text": "三家单位说法不一"})
    item = AgendaItem.objects.get()
    address = reverse("partyorgs:agenda-drop", args=[item.pk])

    by_unit = wei.post(address, {"reason": "不需要"})
    mei = sit_down(cast.mei)
    unsaid = mei.post(address, {"reason": ""})
    dropped = mei.post(address, {"reason": "已由编办明确"})
    again = mei.post(address, {"reason": "又一次"})

    answers = (blank, by_unit, unsaid, dropped, again)
    assert [answer.status_code for answer in answers] == [422, 403, 422, 302, 422]
    item.refresh_from_db()
    assert (item.raised_by_name, item.source, item.state, item.dropped_because) == (
        "赵伟", "hand", "dropped", "已由编办明确",
    )  # fmt: skip
    assert "已由编办明确" in mei.get(reverse("partyorgs:agenda-item", args=[item.pk])).text


def test_a_grid_worker_reads_the_pool_and_raises_nothing(cast, sit_down):
    raised()
    sun = sit_down(cast.sun)

    page = sun.get(LIST)

    assert ([item.title for item in page.context["listing"].rows], page.context["may_raise"]) == (
        ["噪声职责不清"],
        False,
    )
    assert sun.get(reverse("partyorgs:agenda-new")).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_at_any_length(rows, cast, sit_down, django_assert_num_queries):
    for n in range(rows):
        raised(source_key=str(n))
    mei = sit_down(cast.mei)

    with django_assert_num_queries(13):
        assert len(mei.get(LIST).context["listing"].rows) == rows
