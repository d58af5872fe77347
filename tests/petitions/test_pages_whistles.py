"""The pages of a whistle: blowing one, and everybody's answer, on whatever screen."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from core import ledger
from core.models import Event
from partyorgs.enums import Role
from petitions import whistles
from petitions.enums import Status
from petitions.models import Whistle
from tests.factories import HALLWAY, OTHER_GRID, acting, order_in, person
from tests.petitions.whistling import REASON, blow, call_of, call_up, make_streets, settle

LIST, NEW = reverse("petitions:whistles"), reverse("petitions:whistle-new")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def called(city):
    return call_up()


@pytest.fixture
def whistle(city, called, wednesday):
    return blow(city, called, at=wednesday)


def url_of(whistle):
    return reverse("petitions:whistle", args=[whistle.number])


def step_of(whistle, step, unit=None):
    if unit:
        return reverse("petitions:whistle-answer", args=[whistle.number, unit.code, step])
    return reverse("petitions:whistle-act", args=[whistle.number, step])


def entries(**changes):
    """What Hong types."""
    typed = {
        "kind": "emergency",
        "street": "990102003",
        "place": "惠民超市",
        "reason": REASON,
        "unit_1": "D24",
        "piece_1": "检查消防通道",
        "unit_2": "D21",
        "piece_2": "核对经营许可",
    }
    return typed | changes


def offered(response):
    return [(panel.key, panel.label) for panel in response.context["actions"]]


# --- blowing


def test_the_street_blows_a_whistle(cast, called, sit_down):
    order = order_in(Status.HANDLING, category=HALLWAY)

    response = sit_down(cast.hong).post(NEW, entries(orders=order.number))

    whistle = Whistle.objects.get()
    assert (response.status_code, response.url) == (302, url_of(whistle))
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        f"{whistle.number} has been blown; the departments called have been told."
    ]
    assert (whistle.kind, whistle.place, whistle.by_name) == ("emergency", "惠民超市", "李红")
    assert list(whistle.orders.order_by("id")) == [order]
    assert [(call.department, call.piece) for call in whistle.calls.order_by("id")] == [
        (called.fire, "检查消防通道"), (called.market, "核对经营许可"),
    ]  # fmt: skip


def test_a_second_click_leads_to_the_first_whistle(cast, called, sit_down):
    hong = sit_down(cast.hong)

    first, second = hong.post(NEW, entries()), hong.post(NEW, entries())

    assert second.url == first.url
    assert Whistle.objects.count() == 1


def test_from_an_order_number_and_place_are_there(cast, called, sit_down):
    order = order_in(Status.HANDLING, category=HALLWAY)

    form = sit_down(cast.hong).get(NEW, {"order": order.number}).context["form"]

    assert (form["orders"].value(), form["place"].value(), form["reason"].value()) == (
        order.number, order.place_name, None,
    )  # fmt: skip


def test_the_number_of_an_order_one_may_not_see_says_nothing_of_it(cast, called, sit_down):
    order = order_in(Status.HANDLING, grid_code=OTHER_GRID)

    form = sit_down(cast.hong).get(NEW, {"order": order.number}).context["form"]

    assert (form["orders"].value(), form["place"].value()) == (None, None)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"kind": ""}, ["kind"]),
        ({"street": "990103001"}, ["street"]),
        ({"place": "", "reason": ""}, ["place", "reason"]),
        ({"reason": "商户电话13800001234，拒不整改"}, ["reason"]),
        ({"orders": "GD20261118000099"}, ["orders"]),
        ({"unit_1": "", "piece_1": ""}, ["unit_1", "piece_1"]),
        ({"unit_1": "D00"}, ["unit_1"]),
        ({"unit_2": "S990102003"}, ["unit_2"]),
        ({"unit_2": "D24"}, ["unit_1"]),
        ({"piece_2": ""}, ["piece_2"]),
        ({"unit_2": ""}, ["unit_2"]),
        ({"kind": "key_work"}, ["meeting_place"]),
        ({"meeting_at": "2026-11-17T10:00"}, ["meeting_at"]),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(changes, fields, cast, called, sit_down):
    response = sit_down(cast.hong).post(NEW, entries(**changes))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == fields
    assert changes.get("reason", REASON) in response.text
    assert Whistle.objects.count() == 0


def test_rows_out_of_sight_open_when_they_are_used(cast, called, sit_down):
    hong = sit_down(cast.hong)

    empty = hong.get(NEW).context["form"]
    used = hong.post(NEW, entries(kind="", unit_5="D20", piece_5="排查")).context["form"]

    assert (empty.is_more_open, used.is_more_open) == (False, True)


def test_streets_are_not_offered_to_be_called(cast, called, sit_down):
    page = sit_down(cast.hong).get(NEW).text

    assert '<option value="D24"' in page
    assert '<option value="S990102003"' not in page


@pytest.mark.parametrize("who", ["mei", "wei", "sun", "deputy"])
def test_nobody_else_blows(who, cast, called, sit_down):
    client = sit_down(getattr(cast, who))

    assert (client.get(NEW).status_code, client.post(NEW, entries()).status_code) == (403, 403)
    assert Whistle.objects.count() == 0


# --- who sees it


def test_the_street_the_called_and_the_office_open_it_and_nobody_else(whistle, city, called, cast, sit_down):
    neighbour = person("lin", "林邻", {"role": Role.STREET_COORDINATOR, "area_code": make_streets(city)["双桥镇"].code})
    people = (cast.hong, called.huo, called.shi, cast.mei, cast.deputy, cast.wei, cast.chen, cast.sun, neighbour)

    answers = {user.username: sit_down(user).get(url_of(whistle)).status_code for user in people}

    assert [name for name, status in answers.items() if status == 200] == ["hong", "huo", "shi", "mei", "deputy"]
    assert {answers[name] for name in ("wei", "chen", "sun", "lin")} == {404}


def test_strangers_to_it_take_no_step_and_learn_nothing(whistle, called, cast, sit_down):
    chen = sit_down(cast.chen)

    answers = [
        chen.post(step_of(whistle, "arrive", called.fire), {"officer_name": "甲"}).status_code,
        chen.post(step_of(whistle, "end"), {"result": "好"}).status_code,
    ]

    assert answers == [404, 404]
    assert chen.get(LIST).context["listing"].rows == []


def test_the_deputy_of_the_unit_complained_about_sees_nothing(city, called, wednesday, sit_down):
    order = order_in(Status.ACCEPTED, target_department="D16")
    whistle = blow(city, called, orders=[order], at=wednesday)
    deputy = person("fu", "傅水", {"role": Role.DEPUTY_CONVENER, "department": city.water})

    client = sit_down(deputy)

    assert client.get(url_of(whistle)).status_code == 404
    assert client.get(LIST).context["listing"].rows == []


def test_grid_workers_have_no_list(cast, called, sit_down):
    assert sit_down(cast.sun).get(LIST).status_code == 403


# --- everybody's steps


def test_each_is_offered_their_own_steps(whistle, called, cast, hong_settled, sit_down):
    street, fire, market, office = (
        offered(sit_down(user).get(url_of(whistle))) for user in (cast.hong, called.huo, called.shi, cast.mei)
    )

    assert street == [("rate-D24", "Rate the department: 市消防救援支队"), ("end", "End the whistle")]
    assert fire == [("respond-D24", "Say whether the whistle was right")]
    assert market == [("arrive-D21", "Report arrival"), ("report-D21", "Report the result"),
                      ("respond-D21", "Say whether the whistle was right")]  # fmt: skip
    assert office == []


@pytest.fixture
def hong_settled(whistle, called, wednesday):
    """Fire has come and reported."""
    return settle(whistle, called.fire, called.huo, at=wednesday)


def test_what_is_not_open_yet_says_why(whistle, called, sit_down):
    panels = {panel.key: panel for panel in sit_down(called.shi).get(url_of(whistle)).context["actions"]}

    assert panels["report-D21"].disabled_reason == "Report the arrival first."
    assert panels["arrive-D21"].is_primary


def test_a_department_arrives_reports_and_answers(whistle, called, sit_down, wednesday):
    huo = sit_down(called.huo)

    answers = [
        huo.post(step_of(whistle, step, called.fire), typed)
        for step, typed in (("arrive", {"officer_name": "值班员甲"}), ("report", {"result": "通道已清"}),
                            ("respond", {"view": "partly", "note": "部分属街道"}))
    ]  # fmt: skip

    call = call_of(whistle, called.fire)
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, url_of(whistle))}
    assert (call.officer_name, call.arrived_at, call.result, call.view) == ("值班员甲", wednesday, "通道已清", "partly")


def test_the_street_rates_and_ends(whistle, called, cast, hong_settled, sit_down):
    hong = sit_down(cast.hong)

    hong.post(step_of(whistle, "rate", called.fire), {"rating": "5", "note": "到场快"})
    early = hong.post(step_of(whistle, "end"), {"result": "隐患已消除"})
    reasons = {f"absent_{called.emergency.pk}": "电话指导", f"absent_{called.market.pk}": "无需到场"}
    done = hong.post(step_of(whistle, "end"), {"result": "隐患已消除"} | reasons)

    whistle.refresh_from_db()
    assert early.status_code == 422
    assert list(early.context["actions"][-1].form.errors) == list(reasons)
    assert (done.status_code, whistle.result, whistle.ended_by_name) == (302, "隐患已消除", "李红")
    page = hong.get(url_of(whistle))
    assert [row.absence for row in page.context["rows"]] == ["", "电话指导", "无需到场"]
    assert [row.face is None for row in page.context["rows"]] == [False, True, True]


def test_the_office_judges(whistle, called, cast, sit_down, wednesday):
    absent = {unit.pk: "无需" for unit in (called.fire, called.emergency, called.market)}
    whistles.end(whistle, result="好", absent=absent, by=acting(cast.hong), at=wednesday)

    response = sit_down(cast.mei).post(step_of(whistle, "judge"), {"verdict": "not", "note": "街道可自行处置"})

    whistle.refresh_from_db()
    assert (response.status_code, whistle.verdict) == (302, "not")


@pytest.mark.parametrize(
    ("who", "step", "unit", "typed"),
    [
        ("mei", "end", None, {"result": "好"}),
        ("mei", "arrive", "fire", {"officer_name": "甲"}),
        ("hong", "arrive", "fire", {"officer_name": "甲"}),
        ("hong", "judge", None, {"verdict": "justified"}),
        ("shi", "arrive", "fire", {"officer_name": "甲"}),
        ("shi", "end", None, {"result": "好"}),
        ("huo", "rate", "fire", {"rating": "5", "note": "好"}),
        ("huo", "judge", None, {"verdict": "justified"}),
    ],
)
def test_a_step_of_somebody_else_is_forbidden(who, step, unit, typed, whistle, called, cast, sit_down):
    user = getattr(called, who, None) or getattr(cast, who)
    before = Event.objects.count()

    response = sit_down(user).post(step_of(whistle, step, unit and getattr(called, unit)), typed)

    assert response.status_code == 403
    assert Event.objects.count() == before


def test_there_are_no_other_steps(whistle, called, cast, sit_down):
    hong = sit_down(cast.hong)
    urls = [
        step_of(whistle, "blow"), step_of(whistle, "arrive"), step_of(whistle, "explode"),
        step_of(whistle, "end", called.fire), reverse("petitions:whistle-answer", args=[whistle.number, "D14", "rate"]),
    ]  # fmt: skip

    assert [hong.post(url).status_code for url in urls] == [404] * 5
    assert hong.get(step_of(whistle, "end")).status_code == 405


def test_the_second_to_arrive_is_told_who_was_first_and_keeps_the_name(whistle, called, sit_down, wednesday):
    whistles.arrive(call_of(whistle, called.fire), officer_name="甲", by=acting(called.huo), at=wednesday - MINUTE)

    response = sit_down(called.huo).post(step_of(whistle, "arrive", called.fire), {"officer_name": "乙"})

    assert response.status_code == 409
    assert response.context["conflict"].text == "市消防救援支队 has arrived: 甲, Wednesday 18 November 2026, 09:59."
    assert [fact.value for fact in response.context["conflict"].entered] == ["乙"]
    assert call_of(whistle, called.fire).officer_name == "甲"


def test_what_is_missing_is_said_in_its_form(whistle, called, sit_down):
    response = sit_down(called.huo).post(step_of(whistle, "respond", called.fire), {"view": "not", "note": ""})

    panel = next(panel for panel in response.context["actions"] if panel.is_open)
    assert response.status_code == 422
    assert (panel.key, dict(panel.form.errors)) == ("respond-D24", {"note": ["Say it in words."]})


# --- who reads how they see each other


def test_ratings_and_views_are_between_street_department_and_office(whistle, called, cast, hong_settled, sit_down,
                                                                    wednesday):  # fmt: skip
    call = call_of(whistle, called.fire)
    whistles.rate(call, rating=2, note="来得太慢", by=acting(cast.hong), at=wednesday)
    whistles.respond(call, view="not", note="街道早可处置", by=acting(called.huo), at=wednesday)

    pages = {user.username: sit_down(user).get(url_of(whistle)).text
             for user in (cast.hong, called.huo, called.shi, cast.mei)}  # fmt: skip

    seen = {name: ("来得太慢" in page, "街道早可处置" in page, "已处置" in page) for name, page in pages.items()}
    assert seen == {
        "hong": (True, True, True), "huo": (True, True, True), "shi": (False, False, True), "mei": (True, True, True),
    }  # fmt: skip


def test_the_story_is_told_newest_first(whistle, called, hong_settled, cast, sit_down):
    entries = sit_down(cast.hong).get(url_of(whistle)).context["entries"]

    assert [(entry.who, entry.title) for entry in entries] == [
        ("市消防救援支队 霍明", "Reported its result"),
        ("市消防救援支队 霍明", "Has arrived"),
        ("北栈街道 李红", "Blew the whistle"),
    ]


def test_an_event_of_the_future_breaks_no_page(whistle, cast, sit_down, wednesday):
    ledger.record(whistle, "whistle.due_recomputed", by=acting(cast.mei), at=wednesday, moves={})
    ledger.record(whistle, "whistle.overdue", by=acting(cast.mei), at=wednesday, clock="x", due=None, unit="市应急局")

    entries = sit_down(cast.hong).get(url_of(whistle)).context["entries"]

    assert [entry.title for entry in entries] == ["Not arrived in time", "Blew the whistle"]


def test_a_look_writes_nothing(whistle, called, cast, sit_down):
    before = Event.objects.count()

    for url in (LIST, NEW, url_of(whistle)):
        assert sit_down(cast.hong).get(url).status_code == 200

    assert Event.objects.count() == before


# --- the list


def rows(response):
    return [row.number for row in response.context["listing"].rows]


def test_the_tabs_of_the_list(city, called, cast, sit_down, wednesday):
    first = blow(city, called, place="甲", calls=[(called.fire, "检查")], at=wednesday - 2 * MINUTE)
    second = blow(city, called, place="乙", calls=[(called.market, "检查")], at=wednesday - MINUTE)
    over = blow(city, called, place="丙", calls=[(called.fire, "检查")], at=wednesday)
    whistles.end(over, result="好", absent={called.fire.pk: "无需"}, by=acting(cast.hong), at=wednesday)
    huo, mei, hong = sit_down(called.huo), cast.mei, cast.hong

    fire = [rows(huo.get(LIST, {"tab": tab})) for tab in ("open", "ours", "ended")]
    office = [rows(sit_down(mei).get(LIST, {"tab": tab})) for tab in ("open", "ours", "ended")]
    street = [rows(sit_down(hong).get(LIST, {"tab": tab})) for tab in ("open", "ours", "ended")]

    assert fire == [[first.number], [first.number], [over.number]]
    assert office == [[second.number, first.number], [over.number], [over.number]]
    assert street == [[second.number, first.number], [], [over.number]]


def test_the_row_shows_presence_and_the_clock_of_ones_own_department(city, called, cast, sit_down, wednesday):
    whistle = blow(city, called, at=wednesday - 10 * MINUTE)
    settle(whistle, called.fire, called.huo, at=wednesday)

    (row,) = sit_down(called.shi).get(LIST).context["listing"].rows
    (own,) = sit_down(called.huo).get(LIST).context["listing"].rows

    assert (row.arrived, row.face.left) == (1, 20 * MINUTE)
    assert own.face.left == 20 * MINUTE


@pytest.mark.parametrize(("words", "found"), [("惠民", 1), ("惠民 电线", 1), ("惠民 雪", 0), ("000001", 1)])
def test_a_whistle_is_found_by_its_words(words, found, whistle, cast, sit_down):
    assert len(rows(sit_down(cast.hong).get(LIST, {"q": words}))) == found


# --- the cost


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_few_questions(
    count, city, called, cast, sit_down, wednesday, django_assert_num_queries
):
    for n in range(count):
        blow(city, called, place=f"第{n}处", at=wednesday)
    hong = sit_down(cast.hong)
    hong.get(LIST)

    with django_assert_num_queries(8):
        response = hong.get(LIST)

    assert len(rows(response)) == count


@pytest.mark.parametrize("count", [1, 3])
def test_one_whistle_costs_the_same_however_many_are_called(
    count, city, called, cast, sit_down, wednesday, django_assert_num_queries
):
    orders = [order_in(Status.ACCEPTED) for _n in range(count)]
    calls = [(called.fire, "一"), (called.emergency, "二"), (called.market, "三")][:count]
    whistle = blow(city, called, calls=calls, orders=orders, at=wednesday)
    hong = sit_down(cast.hong)
    hong.get(url_of(whistle))

    with django_assert_num_queries(9):
        hong.get(url_of(whistle))


# --- on the page of an order


def test_the_page_of_an_order_shows_its_whistles_and_the_way_to_a_new_one(city, called, cast, sit_down, wednesday):
    order = order_in(Status.HANDLING, category=HALLWAY)
    url = reverse("petitions:order", args=[order.number])
    before = sit_down(cast.hong).get(url).context
    whistle = blow(city, called, orders=[order], at=wednesday)

    page = sit_down(cast.hong).get(url)

    assert (list(before["whistles"]), before["may_blow"]) == ([], True)
    assert list(page.context["whistles"]) == [whistle]
    assert f'href="{url_of(whistle)}"' in page.text
    assert f'href="{NEW}?order={order.number}"' in page.text
    assert not sit_down(cast.mei).get(url).context["may_blow"]
