"""The ledger of supervision, the page of one, its letter, and the page where it begins."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.models import Event, Notice
from partyorgs.enums import Role
from petitions import supervision
from petitions.enums import Status
from petitions.models import SupervisionOrder, WorkOrder
from tests.factories import HALLWAY, acting, order_in, person
from tests.petitions.conftest import WEDNESDAY

LIST = reverse("petitions:supervisions")
REPLY = {"cause": "备件缺货", "measure": "已调货", "done_on": "2026-11-30"}


def url(row):
    return reverse("petitions:supervision", args=[row.pk])


def step(row, name):
    return reverse("petitions:supervision-step", args=[row.pk, name])


def by_hand(order):
    return reverse("petitions:supervise", args=[order.number])


def rows(response):
    return [row.pk for row in response.context["listing"].rows]


def offered(response):
    return [panel.key for panel in response.context["actions"]]


@pytest.fixture
def draft(cast):
    order = order_in(Status.HANDLING)
    return supervision.draft(order, "overdue", "签收后没有联系", by=acting(cast.mei), at=WEDNESDAY)


@pytest.fixture
def issued(draft, cast):
    return supervision.issue(draft, by=acting(cast.mei), at=WEDNESDAY, level="notice", demand="查明原因")


@pytest.fixture
def replied(issued, cast):
    return supervision.reply(issued, by=acting(cast.wei), at=WEDNESDAY, **REPLY)


# --- the ledger


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("who", "queries"), [("mei", 11), ("wei", 10)])
def test_the_ledger_asks_the_same_few_questions_at_one_row_and_at_three(
    who, queries, count, cast, sit_down, django_assert_num_queries
):
    for _ in range(count):
        row = supervision.draft(order_in(Status.HANDLING), "overdue", "x", by=acting(cast.mei), at=WEDNESDAY)
        supervision.issue(row, by=acting(cast.mei), at=WEDNESDAY, level="notice", demand="x")
    client = sit_down(getattr(cast, who))

    with django_assert_num_queries(queries):
        response = client.get(LIST, {"tab": "issued"})

    assert len(rows(response)) == count


def test_the_tabs_are_the_steps(draft, cast, sit_down, wednesday):
    mei, wei = acting(cast.mei), acting(cast.wei)
    made = {}
    for name, moment in (("late", wednesday - timedelta(days=9)), ("issued", wednesday), ("replied", wednesday)):
        row = supervision.draft(order_in(Status.HANDLING), "media", "x", by=mei, at=moment)
        made[name] = supervision.issue(row, by=mei, at=moment, level="notice", demand="x").pk
    supervision.reply(SupervisionOrder.objects.get(pk=made["replied"]), by=wei, at=wednesday, **REPLY)

    client = sit_down(cast.mei)

    assert rows(client.get(LIST)) == [draft.pk]
    assert rows(client.get(LIST, {"tab": "issued"})) == [made["late"], made["issued"]]
    assert rows(client.get(LIST, {"tab": "overdue"})) == [made["late"]]
    assert rows(client.get(LIST, {"tab": "replied"})) == [made["replied"]]
    assert set(rows(client.get(LIST, {"tab": "all"}))) == {draft.pk, *made.values()}


FILTERS = [
    ({"level": "notice"}, True),
    ({"level": "talk"}, False),
    ({"unit": "D14"}, True),
    ({"unit": "D16"}, False),
    ({"trigger": "overdue"}, True),
    ({"trigger": "media"}, False),
    ({"approver": "王"}, True),
    ({"approver": "李"}, False),
    ({"q": "地砖"}, True),
    ({"q": "000001"}, True),
    ({"q": "DB20261118000001"}, True),
    ({"q": "路灯"}, False),
]


@pytest.mark.parametrize(("asked", "is_found"), FILTERS, ids=[str(asked) for asked, _ in FILTERS])
def test_filters_narrow_the_ledger(asked, is_found, issued, cast, sit_down):
    response = sit_down(cast.mei).get(LIST, {"tab": "all", **asked})

    assert rows(response) == ([issued.pk] if is_found else [])
    assert response.context["listing"].problems == []


def test_a_row_names_level_unit_leader_and_the_next_date(issued, cast, sit_down):
    text = sit_down(cast.mei).get(LIST, {"tab": "issued"}).text

    for said in ("reminder notice", "overdue", "市城管局", "王敏", "3.5 working days left", "DB20261118000001"):
        assert said in text


def test_an_occasion_that_tells_an_answer_is_not_told_to_the_unit(cast, sit_down):
    mei = acting(cast.mei)
    row = supervision.draft(order_in(Status.CLOSED), "conduct", "请说明情况", by=mei, at=WEDNESDAY)
    supervision.issue(row, by=mei, at=WEDNESDAY, level="notice", demand="x")
    asked = {"tab": "all", "trigger": "media"}

    assert "dissatisfied" in sit_down(cast.mei).get(LIST, {"tab": "all"}).text
    wei = sit_down(cast.wei)
    for text in (wei.get(LIST, {"tab": "all"}).text, wei.get(url(row)).text):
        assert "dissatisfied" not in text
        assert "manner and speed of the handling" in text
    assert rows(wei.get(LIST, asked)) == [row.pk]  # nothing is learnt by asking either


# --- who sees what


def test_a_unit_sees_its_own_and_nothing_else(issued, draft, cast, sit_down):
    for path in (url(issued), reverse("petitions:supervision-letter", args=[issued.number])):
        assert sit_down(cast.wei).get(path).status_code == 200
        assert sit_down(cast.chen).get(path).status_code == 404
    assert rows(sit_down(cast.wei).get(LIST, {"tab": "all"})) == [issued.pk]
    assert rows(sit_down(cast.chen).get(LIST, {"tab": "all"})) == []
    assert sit_down(cast.chen).post(step(issued, "reply"), REPLY).status_code == 404
    assert sit_down(cast.sun).get(LIST).status_code == 403


def test_a_draft_is_the_offices_own(draft, cast, sit_down):
    wei = sit_down(cast.wei)

    assert wei.get(url(draft)).status_code == 404
    assert wei.get(LIST).context["listing"].tabs[0].label == "to be replied to"


def test_the_unit_complained_about_sees_nothing(issued, city, cast, sit_down):
    user = person("x", "某", {"role": Role.SUPERVISOR}, {"role": Role.LIAISON, "department": city.water})
    client = sit_down(user)
    assert client.get(url(issued)).status_code == 200

    WorkOrder.objects.filter(pk=issued.work_order_id).update(target_department=city.water)

    assert client.get(url(issued)).status_code == 404
    assert rows(client.get(LIST, {"tab": "all"})) == []


def test_what_may_not_be_done_is_forbidden(issued, cast, sit_down):
    assert sit_down(cast.mei).post(step(issued, "reply"), REPLY).status_code == 403
    assert sit_down(cast.wei).post(step(issued, "raise"), {"level": "order", "demand": "x"}).status_code == 403
    assert sit_down(cast.mei).post(step(issued, "burn")).status_code == 404


def test_no_page_shows_who_said_it(replied, cast, sit_down):
    mei, wei = sit_down(cast.mei), sit_down(cast.wei)
    pages = [LIST + "?tab=all", url(replied), reverse("petitions:supervision-letter", args=[replied.number])]

    for client in (mei, wei):
        for path in pages:
            text = client.get(path).text
            assert "兰小燕" not in text
            assert "兰**" not in text
            assert "1380000" not in text


# --- the way of one


def test_each_state_offers_its_steps_to_its_people(draft, cast, sit_down):
    mei, wei = acting(cast.mei), acting(cast.wei)
    assert offered(sit_down(cast.mei).get(url(draft))) == ["issue", "drop"]

    row = supervision.issue(draft, by=mei, at=WEDNESDAY, level="notice", demand="x")
    assert offered(sit_down(cast.mei).get(url(row))) == ["raise"]
    assert offered(sit_down(cast.deputy).get(url(row))) == []
    assert offered(sit_down(cast.wei).get(url(row))) == ["reply"]

    row = supervision.reply(row, by=wei, at=WEDNESDAY, **REPLY)
    assert offered(sit_down(cast.wei).get(url(row))) == []
    assert offered(sit_down(cast.deputy).get(url(row))) == ["send-back", "write-off"]

    row = supervision.write_off(row, by=mei, at=WEDNESDAY, evidence="x")
    assert offered(sit_down(cast.mei).get(url(row))) == []


def test_the_form_offers_the_levels_one_may_approve(draft, cast, sit_down):
    def levels(user):
        panel = sit_down(user).get(url(draft)).context["actions"][0]
        return [value for value, _label in panel.form.fields["level"].choices]

    assert (levels(cast.mei), levels(cast.deputy)) == (["notice", "order"], ["talk", "circular"])


def test_from_the_draft_to_the_write_off_in_the_portal(draft, cast, sit_down):
    said = {"level": "order", "reason": "超期九天", "demand": "查明原因"}
    response = sit_down(cast.mei).post(step(draft, "issue"), said, follow=True)
    assert "DB20261118000001: “issue” is done; it is now “to be replied to”." in response.text

    sit_down(cast.wei).post(step(draft, "reply"), REPLY)
    sit_down(cast.deputy).post(step(draft, "send-back"), {"demand": "没有措施"})
    sit_down(cast.wei).post(step(draft, "reply"), REPLY)
    response = sit_down(cast.deputy).post(step(draft, "write-off"), {"evidence": "现场已修复"}, follow=True)

    draft.refresh_from_db()
    assert (draft.state, draft.reason, draft.evidence) == ("written_off", "超期九天", "现场已修复")
    assert [entry.title for entry in response.context["entries"]] == [
        "Written off", "Reply of the unit", "A better reply asked for", "Reply of the unit", "Issued", "Drawn up",
    ]  # fmt: skip


def test_a_form_comes_back_with_what_is_missing(issued, cast, sit_down):
    response = sit_down(cast.wei).post(step(issued, "reply"), {"cause": "备件缺货"})

    assert response.status_code == 422
    panel = response.context["actions"][0]
    assert (panel.is_open, set(panel.form.errors)) == (True, {"measure", "done_on"})
    assert "备件缺货" in response.text


def test_whoever_is_second_is_told_kindly_and_keeps_what_was_typed(replied, cast, sit_down):
    sit_down(cast.deputy).post(step(replied, "write-off"), {"evidence": "现场已修复"})

    response = sit_down(cast.mei).post(step(replied, "write-off"), {"evidence": "我也看过"})

    assert response.status_code == 409
    assert "Somebody was faster: it is now “reminder notice, written off”." in response.text
    assert "我也看过" in response.text
    assert Event.objects.filter(kind="supervision.written_off").count() == 1


def test_a_draft_for_a_unit_that_leads_no_more_says_so(draft, city, cast, sit_down):
    WorkOrder.objects.filter(pk=draft.work_order_id).update(lead=city.traffic)

    assert "市交通局 leads the order now" in sit_down(cast.mei).get(url(draft)).text


def test_a_look_writes_nothing(replied, cast, sit_down):
    mei, before = sit_down(cast.mei), Event.objects.count()

    for path in (LIST, url(replied), by_hand(replied.work_order)):
        assert mei.get(path).status_code == 200

    assert Event.objects.count() == before


# --- the letter


def test_the_letter_names_matter_unit_demand_and_day(issued, cast, sit_down):
    text = sit_down(cast.mei).get(reverse("petitions:supervision-letter", args=[issued.number])).text

    for said in ("DB20261118000001", issued.work_order.number, issued.work_order.title, "市城管局", "签收后没有联系",
                 "查明原因", "Monday 23 November 2026, 17:30", "王敏", "澄明市"):  # fmt: skip
        assert said in text


def test_a_draft_has_no_letter(draft, cast, sit_down):
    assert sit_down(cast.mei).get("/supervision/DB20261118000009/letter/").status_code == 404


# --- by hand


def test_a_leaders_word_becomes_a_draft(cast, sit_down):
    order = order_in(Status.HANDLING)
    mei = sit_down(cast.mei)
    said = {"trigger": "leader", "reason": "市领导批示", "demand": "三日内报结果"}

    response = mei.post(by_hand(order), said)

    row = SupervisionOrder.objects.get()
    assert response.url == url(row)
    assert (row.trigger, row.state, row.by_name, row.demand) == ("leader", "draft", "王敏", "三日内报结果")

    again = mei.post(by_hand(order), said)
    assert again.status_code == 409
    assert "This occasion is being followed up already" in again.text
    assert SupervisionOrder.objects.count() == 1


def test_units_do_not_drive_themselves(cast, sit_down):
    order = order_in(Status.HANDLING)

    assert sit_down(cast.wei).get(by_hand(order)).status_code == 403
    assert sit_down(cast.wei).post(by_hand(order), {"trigger": "leader", "reason": "x"}).status_code == 403
    assert sit_down(cast.chen).get(by_hand(order)).status_code == 404


def test_a_reminder_with_its_receipts(cast, sit_down):
    order = order_in(Status.HANDLING)
    mei, path = sit_down(cast.mei), reverse("petitions:urge", args=[order.number])

    response = mei.post(path, {"note": "请先围挡"}, follow=True)
    assert "1 person of the unit has been told." in response.text
    assert [one.user.name for one in response.context["last"].unread] == ["赵伟"]

    again = mei.post(path, {"note": ""})
    assert again.status_code == 409
    assert "the next reminder is possible from 18 November (Wed) 14:00" in again.text
    assert Notice.objects.filter(kind="workorder.urged").count() == 1


def test_nobody_to_remind_is_said_beforehand(cast, sit_down):
    order = order_in(Status.REGISTERED)

    panels = {panel.key: panel for panel in sit_down(cast.mei).get(by_hand(order)).context["actions"]}

    assert panels["urge"].disabled_reason == "Nobody leads this order now."
    assert panels["draft"].disabled_reason == ""


def test_a_street_is_driven_like_any_unit(cast, sit_down):
    order = order_in(Status.HANDLING, category=HALLWAY)
    row = supervision.draft(order, "overdue", "x", by=acting(cast.mei), at=WEDNESDAY)
    supervision.issue(row, by=acting(cast.mei), at=WEDNESDAY, level="notice", demand="x")

    assert offered(sit_down(cast.hong).get(url(row))) == ["reply"]
