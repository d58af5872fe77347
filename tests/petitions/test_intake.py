"""Whatever door a petition comes through, it becomes one numbered row with its order, or a list of remedies."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import ledger
from core.kept import forget_all
from core.models import CalendarYear, Delivery
from petitions import intake, routing
from petitions.enums import ClockName, Status
from petitions.models import Clock, Petition, PetitionerProfile, WorkOrder
from tests import factories
from tests.factories import CLUE, GRID, OTHER_GRID, PAVEMENT

pytestmark = pytest.mark.django_db
WORDS = {"content": "纸鲸苑北门人行道地砖破损。", "channel": "hotline_12345", "category": PAVEMENT, "grid_code": GRID}


@pytest.fixture
def city():
    return factories.make_city()


@pytest.fixture
def mei(city):
    return factories.acting(factories.people().mei)


def send(mei, **changes):
    return intake.receive(intake.Submission(**(WORDS | changes)), by=mei, at=timezone.now())


def fields(mei, **changes):
    with pytest.raises(intake.Rejected) as rejected:
        send(mei, **changes)
    assert all(refusal.remedy for refusal in rejected.value.refusals)
    return sorted(refusal.field for refusal in rejected.value.refusals)


def test_a_petition_with_a_category_waits_for_dispatch(mei):
    petition = send(mei).petition

    order = petition.work_order
    day = timezone.localdate().strftime("%Y%m%d")
    assert (petition.number, order.number) == (f"SQ{day}000001", f"GD{day}000001")
    assert (order.status, order.place_code, order.clock) == (Status.ACCEPTED, GRID, ClockName.DISPATCH)
    assert [event.kind for event in ledger.history(order)] == ["workorder.register", "workorder.accept"]
    assert Delivery.objects.count() == 1


def test_a_petition_without_a_category_waits_at_the_desk_with_the_reason(mei):
    order = send(mei, category="").petition.work_order

    routing.route(order.pk, at=timezone.now())

    order.refresh_from_db()
    assert order.status == Status.REGISTERED
    assert [code for code, _ in order.suggestions.get().because] == ["no_category"]


def test_guidance_is_never_dispatched_and_says_so_at_the_desk(mei):
    order = send(mei, category=CLUE).petition.work_order

    routing.route(order.pk, at=timezone.now())

    assert order.status == Status.REGISTERED
    assert [code for code, _ in order.suggestions.get().because] == ["guidance_only"]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"content": "坏了"}, ["content"]),
        ({"content": ""}, ["content"]),
        ({"channel": "pigeon"}, ["channel"]),
        ({"kind": "gossip", "urgency": "whenever"}, ["kind", "urgency"]),
        ({"category": "999999"}, ["category"]),
        ({"grid_code": "990102003001999"}, ["grid_code"]),
        ({"grid_code": ""}, ["address"]),
        ({"external_no": "A1"}, ["source"]),
        ({"lon": 100}, ["lon"]),
        ({"target_department": "D77"}, ["target_department"]),
        ({"content": "我的身份证是110101199003072316，请尽快处理"}, ["content"]),
    ],
)
def test_bad_input_names_the_field_and_the_remedy_and_keeps_nothing(mei, changes, wrong):
    assert fields(mei, **changes) == wrong
    assert not WorkOrder.objects.exists()


def test_the_same_number_of_the_same_source_is_the_same_petition(mei):
    first = send(mei, source="hotline", external_no="RX1")
    again = send(mei, source="hotline", external_no="RX1")

    assert (first.is_new, again.is_new) == (True, False)
    assert again.petition == first.petition
    assert Petition.objects.count() == 1


def test_a_batch_takes_the_good_and_names_the_bad(mei):
    submissions = [
        intake.Submission(**(WORDS | changes))
        for changes in (
            {"source": "h", "external_no": "1"},
            {"content": "短"},
            {"source": "h", "external_no": "1"},
            {"source": "h", "external_no": "2"},
        )
    ]

    receipts = intake.receive_many(submissions, by=mei, at=timezone.now())

    assert [receipt.is_new for receipt in receipts] == [True, False, False, True]
    assert [[refusal.code for refusal in receipt.refusals] for receipt in receipts] == [
        [],
        ["content_length"],
        ["twice_in_batch"],
        [],
    ]
    assert all(ledger.broken(ledger.history(order)) is None for order in WorkOrder.objects.order_by("id"))


def test_identity_is_encrypted_and_the_text_redacted(mei):
    petition = send(
        mei, content="我叫李测试，电话13800001234，楼道灯坏了。", name="李测试", phone="13800001234"
    ).petition

    row = Petition.objects.filter(pk=petition.pk).extra(select={"raw": "content"}).get()
    assert "13800001234" not in petition.content_redacted
    assert row.raw.startswith("v1.")
    assert Petition.objects.get(pk=petition.pk).content.startswith("我叫李测试")
    assert PetitionerProfile.objects.get().phone == "13800001234"


def test_an_anonymous_petitioner_leaves_no_identity_even_if_one_was_sent(mei):
    petition = send(mei, name="李测试", phone="13800001234", is_anonymous=True).petition

    assert not PetitionerProfile.objects.exists()
    assert petition.is_anonymous
    assert petition.work_order.is_anonymous


def test_the_same_matter_of_the_same_caller_after_its_close_is_a_repeat(mei):
    closed = factories.order_in(Status.CLOSED)
    person = {"name": "兰小燕", "phone": "13800001234"}

    assert send(mei, **person).petition.is_repeat
    assert not send(mei, name="兰小燕", phone="13800009999").petition.is_repeat
    WorkOrder.objects.filter(pk=closed.pk).update(closed_at=timezone.now() - timedelta(days=91))
    assert not send(mei, **person).petition.is_repeat


@pytest.mark.parametrize("known", [{"grid_code": OTHER_GRID}, {"grid_code": "", "address": "纸鲸苑3栋2单元501室旁"}])
def test_the_place_comes_from_the_code_or_the_address(mei, known):
    petition = send(mei, **known).petition

    assert petition.work_order.place_code == (known.get("grid_code") or GRID)
    assert "501" not in petition.place_text


@pytest.mark.parametrize("content", ["人行道地砖破损。", "人行道地砖破损。\n已有一周。"])
def test_a_petition_without_a_title_is_named_by_its_first_line(mei, content):
    assert send(mei, content=content).petition.title == "人行道地砖破损"


def test_intake_goes_on_when_the_calendar_is_missing(mei):

    CalendarYear.objects.all().delete()
    forget_all()

    order = send(mei).petition.work_order

    assert (order.status, order.due_at) == (Status.ACCEPTED, None)
    assert Clock.objects.filter(due_at=None, stopped_at=None).count() == 1


@pytest.mark.parametrize("batch", [1, 3])
def test_a_batch_costs_the_same_queries_whatever_its_size(mei, batch, django_assert_num_queries):
    send(mei)  # what is kept in the process is read once
    submissions = [
        intake.Submission(**(WORDS | {"source": "h", "external_no": str(n), "phone": f"1380000{n:04}"}))
        for n in range(batch)
    ]

    with django_assert_num_queries(14):  # a savepoint and its release among them
        intake.receive_many(submissions, by=mei, at=timezone.now())


def test_the_intake_clock_starts_when_we_register_it_not_when_another_system_did(mei):
    now = timezone.now()

    receipt = intake.receive(
        intake.Submission(**(WORDS | {"category": "", "received_at": now - timedelta(days=3000)})), by=mei, at=now
    )

    order = WorkOrder.objects.get(pk=receipt.petition.work_order_id)
    assert (order.clock, order.clock_started_at) == (ClockName.INTAKE, now)
    assert order.due_at > now
    assert receipt.petition.received_at == now - timedelta(days=3000)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"source": "h", "external_no": "9" * 81}, ["external_no"]),
        ({"no_place_reason": "不" * 101}, ["no_place_reason"]),
        ({"content": "路灯不亮\x00已三天"}, ["content"]),
        ({"lon": Decimal(1201), "lat": Decimal(31)}, ["lon"]),
        ({"lon": Decimal(120), "lat": Decimal(91)}, ["lat"]),
        ({"received_at": timezone.now() + timedelta(hours=8)}, ["received_at"]),
        ({"event_at": timezone.now() + timedelta(hours=8)}, ["event_at"]),
    ],
)
def test_what_the_tables_could_not_hold_is_refused_before_they_are_asked(mei, changes, wrong):
    assert fields(mei, **changes) == wrong


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a small table whole whatever its indexes")
def test_what_came_before_is_found_by_its_index(mei):
    with CaptureQueriesContext(connection) as queries:
        send(mei, source="hotline", external_no="RX1")

    asked = next(query["sql"] for query in queries if '"external_no" IN' in query["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked}")
        assert "USING INDEX petition_once_per_source" in cursor.fetchone()[3]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one session write at a time")
@pytest.mark.django_db(transaction=True)
def test_two_sessions_that_take_the_same_one_in_get_the_same_petition(mei):
    with ThreadPoolExecutor(4) as pool:
        receipts = list(pool.map(lambda _: _in_a_session_of_its_own(mei), range(8)))

    assert sorted(receipt.is_new for receipt in receipts) == [False] * 7 + [True]
    assert {receipt.petition.number for receipt in receipts} == set(Petition.objects.values_list("number", flat=True))


def _in_a_session_of_its_own(mei):
    try:
        return send(mei, source="hotline", external_no="RX1")
    finally:
        connection.close()
