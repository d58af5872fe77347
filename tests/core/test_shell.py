"""What stands around the pages: menu, person, language, jobs, the pages for errors."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone, translation

from core import calendar, navigation
from core.actors import Actor
from core.context import Shell
from core.enums import JobState
from core.models import CalendarYear, Job, User
from core.navigation import Entry

WEI = Actor(id=1, name="Wei")


@pytest.fixture
def wei(db):
    return User.objects.create_user("wei", name="魏建国", password="a-long-password-for-wei")


@pytest.fixture
def mei(db):
    return User.objects.create_user("mei", name="梅兰", password="a-long-password-for-mei", is_staff=True)


@pytest.fixture
def _empty_menu(monkeypatch):
    for name in ("_entries", "_counters", "_search", "_titles"):
        monkeypatch.setattr(navigation, name, [])


def shell_of(user, path="/jobs/"):
    request = RequestFactory().get(path)
    request.user = user
    return Shell(request)


def job_of(owner, **fields):
    now = timezone.now()
    return Job.objects.create(kind="import", key=str(now), owner=owner, created_at=now, heartbeat_at=now, **fields)


# Menu ----------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_empty_menu")
def test_the_menu_shows_what_the_actor_may_open_in_order():
    navigation.register(
        Entry("core:gallery", "Gallery", section="system"),
        Entry("core:jobs", "Jobs", order=20, count="jobs", keys="KeyG KeyJ"),
        Entry("password_change", "Password", order=10),
        Entry("admin:index", "Administration", may=lambda actor: actor.has("office_admin")),
    )
    navigation.counts(lambda actor: {"jobs": 7})

    with translation.override("en"):
        menu = navigation.menu(WEI, "/jobs/12/")

    assert [section.label for section in menu] == ["", "System"]
    assert menu[0].items == [
        navigation.Item("Password", "/password/", None, "", False),
        navigation.Item("Jobs", "/jobs/", 7, "KeyG KeyJ", True),
    ]


@pytest.mark.usefixtures("_empty_menu")
def test_figures_nobody_shows_are_not_counted():
    navigation.register(Entry("core:jobs", "Jobs"))
    navigation.counts(lambda actor: pytest.fail("counted"))

    assert navigation.menu(WEI, "/")[0].items[0].count is None


@pytest.mark.usefixtures("_empty_menu")
def test_without_other_floors_there_is_no_title_and_no_search():
    assert (navigation.title(WEI), navigation.search_url()) == ("", "")


@pytest.mark.usefixtures("_empty_menu")
def test_the_floors_above_put_roles_into_words_and_answer_the_search():
    navigation.titles(lambda actor: f"{actor.name} the dispatcher")
    navigation.search("core:jobs")

    assert (navigation.title(WEI), navigation.search_url()) == ("Wei the dispatcher", "/jobs/")


# The day and its warnings --------------------------------------------------------------------------------------------


@pytest.fixture
def today(monkeypatch):
    def set_to(day):
        monkeypatch.setattr(timezone, "localdate", lambda: day)

    return set_to


def load(*years):
    for year in years:
        CalendarYear.objects.create(year=year, source="notice")
    calendar.changed()


@pytest.mark.parametrize(
    ("day", "years", "is_workday", "warned"),
    [
        (date(2026, 10, 30), [2026], True, []),
        (date(2026, 10, 31), [2026], False, []),
        (date(2026, 11, 2), [2026], True, ["2027"]),
        (date(2026, 11, 2), [2026, 2027], True, []),
        (date(2026, 10, 30), [], None, ["2026"]),
    ],
)
def test_a_missing_year_is_announced_in_time(wei, today, day, years, is_workday, warned):
    load(*years)
    today(day)

    shell = shell_of(wei)

    assert shell.is_workday is is_workday
    assert [year in banner.text for banner, year in zip(shell.banners, warned, strict=True)] == [True] * len(warned)


def test_a_stranger_is_told_nothing_and_the_database_is_not_asked():
    shell = shell_of(AnonymousUser())

    assert (shell.actor, shell.menu, shell.title, shell.running_jobs, shell.banners) == (None, [], "", 0, [])


def test_jobs_that_run_are_counted_for_their_owner(wei, mei):
    job_of(wei)
    job_of(wei, state=JobState.DONE, finished_at=timezone.now())
    job_of(mei)

    assert shell_of(wei).running_jobs == 1


@pytest.mark.usefixtures("_empty_menu")
def test_the_shell_costs_three_queries(client, wei, django_assert_max_num_queries):
    load(2026)
    navigation.register(Entry("core:jobs", "Jobs", count="jobs"))
    navigation.counts(lambda actor: {"jobs": Job.objects.count()})
    calendar.load()
    shell = shell_of(wei)

    with django_assert_max_num_queries(3):
        assert [shell.actor, shell.title, shell.menu, shell.is_workday, shell.banners, shell.running_jobs]


# Doors ---------------------------------------------------------------------------------------------------------------


def test_wrong_password_answers_with_the_remedy(client, wei):
    answer = client.post(reverse("login"), {"username": "wei", "password": "guess"})

    assert answer.status_code == 422
    assert 'class="error-summary"' in answer.content.decode()


def test_after_five_wrong_passwords_the_door_stays_shut(client, wei):
    for _ in range(4):
        client.post(reverse("login"), {"username": "wei", "password": "guess"})
    answer = client.post(reverse("login"), {"username": "wei", "password": "guess"})

    assert answer.status_code == 429
    assert "registration/locked.html" in [template.name for template in answer.templates]


def test_the_language_is_kept_for_the_next_computer(client, wei):
    client.force_login(wei)

    answer = client.post(reverse("core:set-language"), {"language": "en", "next": "/jobs/?page=2"})

    wei.refresh_from_db()
    assert (answer.url, wei.language) == ("/jobs/?page=2", "en")
    other = Client()
    other.post(reverse("login"), {"username": "wei", "password": "a-long-password-for-wei"})
    assert other.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"


@pytest.mark.parametrize("language", ["xx", "", "../.."])
def test_a_language_nobody_speaks_changes_nothing(client, wei, language):
    client.force_login(wei)

    client.post(reverse("core:set-language"), {"language": language})

    wei.refresh_from_db()
    assert wei.language == ""


def test_the_switch_sends_nobody_elsewhere(client):
    answer = client.post(reverse("core:set-language"), {"language": "en", "next": "https://elsewhere.example/"})

    assert answer.url == "/"


@pytest.mark.parametrize(("must_change", "goes_to"), [(True, "/password/"), (False, "/jobs/")])
def test_a_password_given_by_others_is_changed_first(client, wei, must_change, goes_to):
    User.objects.update(must_change_password=must_change)

    answer = client.post("/login/?next=/jobs/", {"username": "wei", "password": "a-long-password-for-wei"})

    assert answer.url == goes_to


def test_a_new_password_ends_the_duty_to_change_it(client, wei):
    User.objects.update(must_change_password=True)
    client.force_login(wei)
    new = "quite-another-long-one-7"

    answer = client.post(
        reverse("password_change"),
        {"old_password": "a-long-password-for-wei", "new_password1": new, "new_password2": new},
    )

    wei.refresh_from_db()
    assert (answer.status_code, wei.must_change_password, wei.check_password(new)) == (302, False, True)


def test_a_short_password_is_refused_beside_its_field(client, wei):
    client.force_login(wei)

    answer = client.post(
        reverse("password_change"),
        {"old_password": "a-long-password-for-wei", "new_password1": "short", "new_password2": "short"},
    )

    assert answer.status_code == 422
    assert 'id="id_new_password2_error"' in answer.content.decode()


def test_a_sign_of_life_answers_nothing(client, wei):
    client.force_login(wei)

    assert client.post(reverse("core:keep-alive")).status_code == 204


# Jobs ----------------------------------------------------------------------------------------------------------------


def test_a_running_job_asks_for_itself_again_until_it_is_over(client, wei):
    client.force_login(wei)
    job = job_of(wei, state=JobState.RUNNING, started_at=timezone.now(), total=300, done=100)
    url = reverse("core:job", args=[job.pk])

    running = client.get(url, headers={"HX-Request": "true"}).content.decode()
    Job.objects.update(state=JobState.DONE, done=300, finished_at=timezone.now())
    over = client.get(url, headers={"HX-Request": "true"}).content.decode()

    assert f'hx-get="{url}"' in running
    assert "<html" not in running
    assert "hx-get" not in over
    assert '<progress class="meter" value="100" max="100"' in over


def test_a_silent_job_is_called_interrupted(client, wei):
    client.force_login(wei)
    job = job_of(wei, state=JobState.RUNNING, started_at=timezone.now())
    Job.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=6))

    assert "job-interrupted" in client.get(reverse("core:job", args=[job.pk])).content.decode()


def test_jobs_belong_to_their_owner(client, wei, mei):
    job = job_of(wei)
    client.force_login(mei)

    assert client.get(reverse("core:job", args=[job.pk])).status_code == 404
    assert client.post(reverse("core:job-cancel", args=[job.pk])).status_code == 404
    assert f"job-{job.pk}" not in client.get(reverse("core:jobs")).content.decode()


def test_a_waiting_job_can_be_cancelled(client, wei):
    client.force_login(wei)
    job = job_of(wei)

    answer = client.post(reverse("core:job-cancel", args=[job.pk]))

    job.refresh_from_db()
    assert (answer.url, job.state) == (f"/jobs/{job.pk}/", JobState.CANCELLED)


def test_the_list_of_jobs_costs_the_same_at_one_and_at_three(client, wei, django_assert_num_queries):
    client.force_login(wei)
    client.get(reverse("core:jobs"))
    costs = []
    for wanted in (1, 3):
        while Job.objects.count() < wanted:
            job_of(wei)
        with django_assert_num_queries(5) as queries:
            client.get(reverse("core:jobs"))
        costs.append(len(queries))

    assert costs[0] == costs[1]


# Errors and the gallery ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_errors_are_drawn_without_request_user_or_database(name):
    assert settings.SITE_NOTICE in get_template(name).render({"request_id": "abc"})


def test_what_is_not_there_and_what_may_not_be_seen_read_the_same(client, wei):
    client.force_login(wei)

    assert client.get("/nowhere/").status_code == 404


def test_what_broke_is_told_by_its_number(client, wei, monkeypatch):
    client.force_login(wei)
    client.raise_request_exception = False
    monkeypatch.setattr("core.views._own_jobs", lambda request: 1 / 0)

    answer = client.get(reverse("core:jobs"), headers={"X-Request-Id": "number-of-this-request"})

    assert answer.status_code == 500
    assert "<code>number-of-this-request</code>" in answer.content.decode()


def test_the_gallery_is_for_administrators(client, wei):
    client.force_login(wei)

    assert client.get(reverse("core:gallery")).status_code == 403


def test_the_gallery_draws_every_component(client, mei):
    client.force_login(mei)
    folder = settings.BASE_DIR / "templates"
    components = {path.relative_to(folder).as_posix() for path in (folder / "_components").glob("*.html")}

    answer = client.get(reverse("core:gallery"))

    drawn = {str(template.name) for template in answer.templates}
    assert components - drawn - {"_components/messages.html"} == set()
