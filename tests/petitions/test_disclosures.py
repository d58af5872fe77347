"""Opening an identity is counted and kept, and those who answer for it can read who did."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone

from core import clients, ledger
from core.calendar import CITY_TIME
from core.models import ApiClient, Event, User
from partyorgs.enums import Role
from petitions import disclosures, watermark
from petitions.disclosures import NotDisclosed, NotGranted
from petitions.enums import Status
from petitions.models import IdentityDisclosure
from tests import factories
from tests.factories import MANHOLE, acting, order_in, person, submit_petition

LOG = reverse("petitions:disclosures")
LIMITS = reverse("petitions:disclosure-limits")
NAME, PHONE = "兰小燕", "13800001234"
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=CITY_TIME)

two_sessions = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="an in-memory SQLite database has one session; PostgreSQL runs this"
)


@pytest.fixture
def order(cast):
    return order_in(Status.HANDLING, category=MANHOLE)


@pytest.fixture
def auditor(city):
    return person("shen", "沈度", {"role": Role.AUDITOR})


@pytest.fixture
def supervisor(city):
    return person("du", "杜明", {"role": Role.SUPERVISOR})


def look(order, user, *, at=NOON, reason="contact", note="", times=1):
    for _ in range(times):
        shown = disclosures.reveal(
            order.petitions.get(), order, by=acting(user), at=at, reason=reason, note=note
        )  # fmt: skip
    return shown


# --- opening


def test_a_look_leaves_a_row_and_an_event(order, cast):
    shown = look(order, cast.wei, note="回电13900005678")

    row = IdentityDisclosure.objects.get()
    event = ledger.history(order).last()
    assert (shown.name, shown.phone, shown.is_revealed) == (NAME, PHONE, True)
    assert (row.by_id, row.by_name, row.unit, row.at, row.reason, row.note) == (
        cast.wei.pk, "赵伟", "市城管局", NOON, "contact", "回电〔电话〕"
    )  # fmt: skip
    assert (event.kind, event.by_id, event.data) == (
        "workorder.identity_shown", cast.wei.pk, {"petition": row.petition.number, "reason": "contact"}
    )  # fmt: skip


def test_without_a_reason_nothing_is_shown_or_kept(order, cast):
    with pytest.raises(NotDisclosed) as refused:
        look(order, cast.wei, reason="")

    assert (refused.value.code, refused.value.field) == ("required", "reason")
    assert not IdentityDisclosure.objects.exists()


def test_ten_a_day_and_no_more(order, cast):
    look(order, cast.wei, times=10)

    with pytest.raises(NotDisclosed) as refused:
        look(order, cast.wei)

    assert refused.value.code == "too_many"
    assert IdentityDisclosure.objects.count() == 10


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.OFFICE_ADMIN, Role.DISPATCHER])
def test_nobody_is_above_the_limit(role, order):
    user = person("x", "某", {"role": role})
    look(order, user, times=10)

    with pytest.raises(NotDisclosed):
        look(order, user)


def test_the_day_is_the_city_s(order, cast):
    look(order, cast.wei, at=datetime(2026, 11, 17, 23, 59, tzinfo=CITY_TIME), times=10)

    look(order, cast.wei, at=datetime(2026, 11, 18, 0, 0, tzinfo=CITY_TIME), times=10)

    assert IdentityDisclosure.objects.count() == 20


def test_what_one_has_looked_at_does_not_count_for_another(order, cast):
    look(order, cast.wei, times=10)

    look(order, cast.mei)

    assert IdentityDisclosure.objects.count() == 11


@two_sessions
@pytest.mark.django_db(transaction=True)
def test_two_sessions_at_once_cannot_make_eleven():
    factories.make_city()
    order, wei = order_in(Status.HANDLING, category=MANHOLE), factories.people().wei
    at = timezone.now()
    look(order, wei, at=at, times=9)
    answers, start = [], threading.Barrier(4, timeout=10)

    def press():
        try:
            start.wait()
            look(order, wei, at=at)
            answers.append("shown")
        except NotDisclosed as refusal:
            answers.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert sorted(answers) == ["shown", "too_many", "too_many", "too_many"]
    assert IdentityDisclosure.objects.count() == 10


# --- further views


def test_a_supervisor_grants_ten_more_for_today(order, cast, supervisor):
    look(order, cast.wei, times=10)

    disclosures.grant(cast.wei, by=acting(supervisor), at=NOON, reason="台风期间逐户联系")
    look(order, cast.wei, times=10)

    with pytest.raises(NotDisclosed):
        look(order, cast.wei)
    event = ledger.history(cast.wei).get()
    assert (event.kind, event.by_id, event.data) == (
        "user.reveals_granted", supervisor.pk, {"more": 10, "reason": "台风期间逐户联系"}
    )  # fmt: skip
    assert disclosures.left_today(cast.wei.pk, NOON + timedelta(days=1)) == 10


@pytest.mark.parametrize(
    ("who", "for_whom", "reason", "code"),
    [
        ("mei", "wei", "", "required"),
        ("mei", "mei", "急用", "own"),
        ("wei", "chen", "急用", "not_permitted"),
    ],
)
def test_what_is_not_granted(who, for_whom, reason, code, cast):
    with pytest.raises(NotGranted) as refused:
        disclosures.grant(getattr(cast, for_whom), by=acting(getattr(cast, who)), at=NOON, reason=reason)

    assert refused.value.code == code
    assert not Event.objects.filter(kind=disclosures.GRANTED).exists()


def test_the_supervisor_s_page_names_who_can_go_on_no_further(order, cast, supervisor, sit_down, wednesday):
    look(order, cast.wei, at=wednesday, times=10)
    look(order, cast.mei, at=wednesday, times=9)
    du = sit_down(supervisor)

    before = [(usage.user.name, usage.shown, usage.allowed) for usage, _form in du.get(LIMITS).context["usages"]]
    blank = du.post(reverse("petitions:disclosure-grant", args=[cast.wei.pk]), {"reason": ""})
    granted = du.post(reverse("petitions:disclosure-grant", args=[cast.wei.pk]), {"reason": "台风"}, follow=True)

    assert before == [("赵伟", 10, 10)]
    assert blank.status_code == 422
    assert granted.context["usages"] == []
    assert "赵伟 may look at ten more identities today." in granted.text
    look(order, cast.wei, at=wednesday)


def test_of_two_who_have_none_left_the_reason_comes_back_to_the_right_one(order, cast, supervisor, sit_down, wednesday):
    for user in (cast.wei, cast.mei):
        look(order, user, at=wednesday, times=10)

    page = sit_down(supervisor).post(reverse("petitions:disclosure-grant", args=[cast.wei.pk]), {"reason": ""})

    assert {usage.user.name: bool(form.errors) for usage, form in page.context["usages"]} == {
        "王敏": False,
        "赵伟": True,
    }
    assert page.text.count('name="reason"') == 2


def test_the_page_of_the_order_says_whom_to_ask(order, cast, sit_down, wednesday):
    look(order, cast.wei, at=wednesday, times=10)

    page = sit_down(cast.wei).post(reverse("petitions:reveal", args=[order.number]), {"reason": "contact"})

    assert page.status_code == 422
    assert "ask a supervisor" in page.text
    assert PHONE not in page.text


@pytest.mark.parametrize("who", ["wei", "deputy"])
def test_the_record_and_the_limits_are_closed_to_others(who, cast, sit_down):
    client = sit_down(getattr(cast, who))

    assert [client.get(url).status_code for url in (LOG, LIMITS)] == [403, 403]
    assert client.post(reverse("petitions:disclosures-review"), {}).status_code == 403
    assert client.post(reverse("petitions:disclosures-mark"), {"leaked": "x"}).status_code == 403
    assert client.post(reverse("petitions:disclosure-grant", args=[cast.wei.pk]), {"reason": "x"}).status_code == 403


# --- the record


def test_leak_drill_who_saw_order_x_between_two_times(order, cast, auditor, sit_down):
    """ST-17."""
    other = submit_petition()
    look(order, cast.wei, at=NOON - timedelta(hours=3), note="太早")
    look(order, cast.wei, at=NOON, reason="contact")
    look(order, cast.mei, at=NOON + timedelta(minutes=30), reason="procedure")
    look(order, cast.mei, at=NOON + timedelta(hours=3), note="太晚")
    look(other, cast.mei, at=NOON, note="别的工单")

    page = sit_down(auditor).get(
        LOG, {"order": order.number, "since": "2026-11-18T11:00", "until": "2026-11-18T13:00", "sort": "at"}
    )

    seen = [(row.at, row.by_name, row.unit, row.reason) for row in page.context["listing"].rows]
    assert seen == [(NOON, "赵伟", "市城管局", "contact"), (NOON + timedelta(minutes=30), "王敏", "", "procedure")]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 3),
        ({"person": "赵"}, 1),
        ({"reason": "procedure"}, 2),
        ({"order": "GD20990101000001"}, 0),
        ({"since": "2026-11-18T12:01"}, 1),
        ({"since": "nonsense"}, 3),
    ],
)
def test_the_record_is_narrowed_by_order_person_time_and_reason(query, count, order, cast, auditor, sit_down):
    look(order, cast.wei)
    look(order, cast.mei, reason="procedure")
    look(order, cast.mei, reason="procedure", at=NOON + timedelta(hours=1))

    listing = sit_down(auditor).get(LOG, query).context["listing"]

    assert listing.total == count


def test_the_record_is_found_by_the_number_of_the_petition_too(order, cast, auditor, sit_down):
    look(order, cast.wei)

    page = sit_down(auditor).get(LOG, {"order": order.petitions.get().number.lower()})

    assert page.context["listing"].total == 1


def test_an_auditor_reads_the_record_but_no_case(order, cast, auditor, supervisor, sit_down):
    look(order, cast.wei)
    url = reverse("petitions:order", args=[order.number])
    link = f'href="{url}"'

    shen = sit_down(auditor)
    read = {"record": shen.get(LOG).text.count(link), "order": shen.get(url).status_code}
    linked = sit_down(supervisor).get(LOG).text.count(link)

    assert read == {"record": 0, "order": 404}
    assert linked == 1


def test_the_record_shows_no_identity(order, cast, auditor, sit_down):
    look(order, cast.wei)

    page = sit_down(auditor).get(LOG).text

    assert order.number in page
    assert not any(secret in page for secret in (NAME, PHONE, "兰**", order.title))


def test_a_week_s_record_is_marked_as_reviewed(order, cast, auditor, supervisor, sit_down, wednesday):
    look(order, cast.wei, at=wednesday - timedelta(hours=1))
    shen = sit_down(auditor)

    before = shen.get(LOG, {"tab": "new"}).context["listing"].total
    shen.post(reverse("petitions:disclosures-review"), {"note": "无异常"})
    page = shen.get(LOG, {"tab": "new"})

    assert (before, page.context["listing"].total) == (1, 0)
    assert "Last reviewed by 沈度" in page.text
    event = disclosures.last_review()
    assert (event.by_name, event.at, event.data) == ("沈度", wednesday, {"note": "无异常"})
    assert sit_down(supervisor).post(reverse("petitions:disclosures-review"), {}).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_record_costs_the_same_at_any_length(rows, order, cast, auditor, sit_down, django_assert_num_queries):
    look(order, cast.wei, times=rows)
    shen = sit_down(auditor)

    with django_assert_num_queries(10):
        assert len(shen.get(LOG).context["listing"].rows) == rows


# --- what the petitioner may know


def test_the_petitioner_is_told_the_days_but_no_names(order, cast):
    look(order, cast.wei)
    look(order, cast.wei, at=NOON + timedelta(minutes=5))
    look(order, cast.mei, at=NOON + timedelta(days=1))

    views = disclosures.views_of(order.petitions.get())

    assert [(f"{view.on}", view.by_unit) for view in views] == [("2026-11-18", True), ("2026-11-19", False)]
    assert not any(name in view.text for view in views for name in ("赵伟", "王敏"))


@pytest.fixture
def key(city):
    def issue(source, *scopes):
        client, _new = ApiClient.objects.get_or_create(source=source, defaults={"name": source})
        _key, plain = clients.issue_key(client, scopes, at=timezone.now())
        return {"Authorization": f"Bearer {plain}", "Accept-Language": "en"}

    return issue


def test_the_source_reads_who_looked_and_nobody_else_does(cast, client, key):
    order = order_in(Status.HANDLING, category=MANHOLE, source="rx", external_no="1")
    look(order, cast.wei)
    url = f"/api/v1/petitions/{order.petitions.get().number}"

    views = client.get(url, headers=key("rx", "petition:read")).json()["identity_views"]
    foreign = client.get(url, headers=key("other", "petition:read")).status_code
    client.force_login(cast.wei)
    of_staff = client.get(url).json()["identity_views"]

    assert views == [
        {
            "on": "2026-11-18", "by_unit": True,
            "text": "The handling unit viewed your contact on Wednesday 18 November 2026.",
        }
    ]  # fmt: skip
    assert (foreign, of_staff) == (404, [])


def test_a_system_that_reads_its_petition_back_stands_in_the_record(cast, client, key, auditor, sit_down):
    order = order_in(Status.HANDLING, category=MANHOLE, source="rx", external_no="1")
    petition = order.petitions.get()

    body = client.get(f"/api/v1/petitions/{petition.number}", headers=key("rx", "petition:read", "petition:pii")).json()

    row = IdentityDisclosure.objects.get()
    assert body["petitioner"]["phone"] == PHONE
    assert (row.by_id, row.by_name, row.note) == (None, "rx", "API")
    assert disclosures.views_of(petition) == []
    assert sit_down(auditor).get(LOG).context["listing"].total == 1


# --- the watermark


def test_a_mark_names_person_and_minute(cast):
    User.objects.filter(pk=cast.wei.pk).update(office_phone="0898-6666 1234")
    wei = User.objects.get(pk=cast.wei.pk)

    mark, nameless = watermark.of(wei, at=NOON), watermark.of(cast.mei, at=NOON)

    assert mark.text == "赵伟 1234 2026-11-18 12:00"
    assert nameless.text == f"王敏 {cast.mei.pk} 2026-11-18 12:00"
    assert mark.url == f"/watermark/{wei.pk}/{int(NOON.timestamp()) // 60}.svg"


def test_the_mark_in_a_copied_text_is_read_back(cast):
    mark = watermark.of(cast.wei, at=NOON + timedelta(seconds=59))

    assert watermark.found_in(f"兰小燕{mark.invisible} 13800001234") == [(cast.wei.pk, NOON)]
    assert watermark.found_in("兰小燕 13800001234") == []
    assert mark.invisible.isprintable() is False
    assert not any(letter.isalnum() for letter in mark.invisible)


def test_the_mark_is_one_s_own_and_of_the_last_day(cast, sit_down, wednesday):
    wei = sit_down(cast.wei)
    cases = {
        "now": watermark.of(cast.wei, at=wednesday),
        "yesterday": watermark.of(cast.wei, at=wednesday - timedelta(hours=23)),
        "long ago": watermark.of(cast.wei, at=wednesday - timedelta(hours=25)),
        "to come": watermark.of(cast.wei, at=wednesday + timedelta(minutes=2)),
        "somebody else's": watermark.of(cast.mei, at=wednesday),
    }

    answers = {case: wei.get(mark.url).status_code for case, mark in cases.items()}

    assert answers == {"now": 200, "yesterday": 200, "long ago": 404, "to come": 404, "somebody else's": 404}


def test_the_mark_is_a_picture_kept_for_this_browser_only(cast, sit_down, wednesday):
    User.objects.filter(pk=cast.wei.pk).update(name="赵<伟>&")

    answer = sit_down(User.objects.get(pk=cast.wei.pk)).get(watermark.of(cast.wei, at=wednesday).url)

    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Cache-Control"] == "private, max-age=600, immutable"
    assert "赵&lt;伟&gt;&amp; " in answer.text
    assert "style" not in answer.text


def test_pages_with_identities_or_confidential_words_carry_the_mark(order, cast, sit_down, wednesday):
    mei = sit_down(cast.mei)
    mark = watermark.of(cast.mei, at=wednesday)
    waiting = submit_petition(category="")
    pages = {
        "order": reverse("petitions:order", args=[order.number]),
        "desk": reverse("petitions:desk") + f"?order={waiting.number}",
        "list": reverse("petitions:orders"),
    }

    marked = {name: mei.get(url).text.count(f'src="{mark.url}"') for name, url in pages.items()}
    shown = mei.post(reverse("petitions:reveal", args=[order.number]), {"reason": "contact"},
                     headers={"HX-Request": "true"}).text  # fmt: skip

    assert marked == {"order": 1, "desk": 1, "list": 0}
    assert shown.count(f'src="{mark.url}"') == 1
    assert watermark.found_in(shown) == [(cast.mei.pk, wednesday)]


def test_the_auditor_reads_whose_screen_a_text_was_on(cast, auditor, sit_down, wednesday):
    mark = watermark.of(cast.wei, at=wednesday)
    shen = sit_down(auditor)

    found = shen.post(reverse("petitions:disclosures-mark"), {"leaked": f"兰小燕{mark.invisible} 138"})
    nothing = shen.post(reverse("petitions:disclosures-mark"), {"leaked": "兰小燕 138"})

    assert found.context["found"] == [("赵伟", wednesday)]
    assert "There is no mark in this text" in nothing.text
