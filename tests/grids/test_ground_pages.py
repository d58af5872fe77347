"""The pages of estates, campaigns, venues, spaces and focus communities: who sees, who enters, what they cost."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.models import Attachment
from grids import campaigns, estates, spaces, venues, writeoffs
from grids.enums import ManagingMode, Seat
from grids.estates import Managed
from grids.models import (
    Area,
    Campaign,
    CampaignItem,
    Estate,
    EstateAgreement,
    EstateMeeting,
    IdleSpace,
    OwnersCommittee,
    PropertyCompany,
    Venue,
    VenueVisits,
)
from partyorgs.enums import Role
from tests import factories
from tests.factories import GRID, OTHER_GRID, STREET
from tests.grids import ground
from tests.grids.ground import LONG_AGO, NOW
from tests.grids.test_campaigns import PDF

OCTOBER = date(2026, 10, 12)
MODES = (ManagingMode.COMPANY, ManagingMode.NONE, ManagingMode.SELF)


@pytest.fixture
def cast(db, monkeypatch):
    factories.make_city()
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return factories.people()


@pytest.fixture
def sit_down(client):
    def log_in(user):
        client.force_login(user)
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client

    return log_in


@pytest.fixture
def du(cast):
    return factories.person("du", "杜衡", {"role": Role.SUPERVISOR})


def make_estate(name="纸鲸北苑", place=GRID, managed=None):
    return ground.make_estate(name, place, managed)


def text_of(answer):
    return answer.content.decode()


# --- what a page costs, at one row and at three


def fill(count):
    """Estates with all they can have, of which one in three is unmanaged; venues; spaces."""
    for n in range(count):
        mode = MODES[n % 3]
        company = ground.make_company() if mode == ManagingMode.COMPANY else None
        estate = make_estate(f"小区{n}", managed=Managed(mode, LONG_AGO, company))
        meeting = EstateMeeting(estate=estate, held_on=OCTOBER, topic="议题", seats=["party"], outcome="议定")
        promise = EstateAgreement(text="办理", seat=Seat.PARTY, due_on=OCTOBER)
        estates.meet(meeting, [promise], by=ground.mei(), at=NOW)
        OwnersCommittee.objects.create(estate=estate, established_on=LONG_AGO, term_ends_on=OCTOBER, seats=5)
        venue = ground.make_venue(f"阵地{n}", STREET, capacity=100)
        venues.count_visits(venue, month=OCTOBER, count=20, by=ground.mei(), at=NOW)
        space = ground.make_space(f"空间{n}", GRID)
        spaces.match(space, user="居委会", purpose="议事点", by=ground.mei(), at=NOW)
    bare = [make_estate(f"失管{n}", managed=ground.nobody()) for n in range(count)]
    ground.make_campaign()
    for estate in bare:
        item = estate.items.get()
        writeoffs.report(item, Managed(ManagingMode.SELF, OCTOBER), by=ground.hong(), at=NOW, evidence="已表决")
    Area.objects.filter(level="community").update(focus_types=["old"])


LISTS = {
    "/estates/": 13,
    "/estates/companies/": 7,
    "/venues/": 10,
    "/spaces/": 12,
    "/focus-communities/": 11,
    "/campaigns/{campaign}/": 14,
    "/estates/{estate}/": 15,
    "/campaigns/items/{item}/": 11,
}


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_at_any_length(cast, sit_down, count, django_assert_num_queries):
    fill(count)
    keys = {
        "campaign": Campaign.objects.get().pk,
        "estate": Estate.objects.order_by("id")[0].pk,
        "item": CampaignItem.objects.filter(state="reported").order_by("id")[0].pk,
    }
    screen = sit_down(cast.hong)
    screen.get("/spaces/")  # what is kept in the process is read once

    for path, queries in LISTS.items():
        with django_assert_num_queries(queries):
            assert screen.get(path.format(**keys)).status_code == 200


# --- who


PAGES = ("/estates/", "/estates/companies/", "/venues/", "/spaces/", "/focus-communities/", "/campaigns/")
NEW = ("/estates/new/", "/venues/new/", "/spaces/new/", "/estates/companies/new/")


def test_whoever_works_here_sees_and_an_account_without_a_role_does_not(cast, sit_down):
    stranger = factories.person("ono", "欧诺")

    seen = {user.username: {sit_down(user).get(path).status_code for path in PAGES} for user in (cast.wei, stranger)}

    assert seen == {"wei": {200}, "ono": {403}}


def test_a_street_and_the_office_enter_and_a_department_does_not(cast, sit_down):
    people = (cast.hong, cast.mei, cast.wei)

    answers = {user.username: {sit_down(user).get(path).status_code for path in NEW} for user in people}

    assert answers == {"hong": {200}, "mei": {200}, "wei": {403}}


def test_campaigns_are_begun_by_the_office_alone(cast, sit_down):
    answers = {user.username: sit_down(user).get("/campaigns/new/").status_code for user in (cast.hong, cast.mei)}

    assert answers == {"hong": 403, "mei": 200}


def test_a_coordinator_does_not_touch_another_street(cast, sit_down):
    estate, venue = make_estate(place=OTHER_GRID), ground.make_venue(place=OTHER_GRID)
    space = ground.make_space(place=OTHER_GRID)
    screen = sit_down(cast.hong)

    answers = [
        screen.get(f"/estates/{estate.pk}/edit/").status_code,
        screen.post(f"/estates/{estate.pk}/manage/", {"mode": "none", "since": "2026-11-01"}).status_code,
        screen.get(f"/venues/{venue.pk}/edit/").status_code,
        screen.post(f"/venues/{venue.pk}/visits/", {"month": "2026-10", "count": 1}).status_code,
        screen.post(f"/spaces/{space.pk}/match/", {"user": "x", "purpose": "y"}).status_code,
    ]

    assert answers == [403] * 5
    assert "Managed otherwise" not in text_of(screen.get(f"/estates/{estate.pk}/"))


def test_what_is_not_there_is_not_found(cast, sit_down):
    paths = (
        "/estates/9/",
        "/venues/9/",
        "/spaces/9/",
        "/campaigns/9/",
        "/campaigns/items/9/",
        "/estates/agreements/9/",
    )

    assert {sit_down(cast.mei).get(path).status_code for path in paths} == {404}


# --- entering


ESTATE = {
    "name": "纸鲸新苑", "place_code": GRID, "buildings": 4, "households": 190, "mode": "self", "since": "2024-05-01",
}  # fmt: skip


def test_an_estate_is_entered_with_its_place_by_name(cast, sit_down):
    answer = sit_down(cast.hong).post("/estates/new/", ESTATE | {"place_code": "北栈街道纸鲸社区"})

    estate = Estate.objects.get()
    assert answer.url == f"/estates/{estate.pk}/"
    assert (estate.place_code, estate.valid_from) == (GRID[:12], date(2024, 5, 1))
    assert estates.now_managed(estate).mode == "self"


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"place_code": OTHER_GRID}, "This place is kept by another street: name one of your own."),
        ({"place_code": "无名巷"}, "Not found on the map."),
        ({"place_code": STREET}, "An estate lies in a community: name the community or the grid."),
        ({"mode": "company"}, "Say which company."),
        ({"since": "2027-01-01"}, "That day has not come: enter it then."),
        ({"name": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_is_said_at_the_field(cast, sit_down, said, error):
    answer = sit_down(cast.hong).post("/estates/new/", ESTATE | said)

    assert answer.status_code == 422
    assert error in text_of(answer)
    assert not Estate.objects.exists()


def test_the_same_estate_sent_twice_is_there_once(cast, sit_down):
    screen = sit_down(cast.hong)
    screen.post("/estates/new/", ESTATE)

    answer = screen.post("/estates/new/", ESTATE)

    assert answer.status_code == 422
    assert "look for it in the list" in text_of(answer)
    assert Estate.objects.count() == 1


def test_an_estate_is_corrected(cast, sit_down):
    estate = make_estate()

    sit_down(cast.hong).post(f"/estates/{estate.pk}/edit/", {
        "name": estate.name, "place_code": GRID, "buildings": 6, "households": 301, "valid_to": "",
    })  # fmt: skip

    estate.refresh_from_db()
    assert estate.households == 301


def test_a_meeting_with_what_was_agreed_and_its_result(cast, sit_down):
    estate, screen = make_estate(), sit_down(cast.hong)

    screen.post(f"/estates/{estate.pk}/meeting/", {
        "held_on": "2026-11-10", "topic": "充电棚选址", "seats": ["party", "owners"], "outcome": "选定北门东侧",
        "text_1": "报备并动工", "seat_1": "committee", "due_1": "2026-12-01",
    })  # fmt: skip
    promise = EstateAgreement.objects.get()
    page = text_of(screen.get(f"/estates/{estate.pk}/"))
    screen.post(f"/estates/agreements/{promise.pk}/", {"result": "已动工"})

    assert "2 of 4 seats" in page
    assert f"/estates/agreements/{promise.pk}/" in page
    promise.refresh_from_db()
    assert promise.result == "已动工"


def test_an_agreement_without_a_day_is_sent_back_with_what_was_typed(cast, sit_down):
    estate = make_estate()

    answer = sit_down(cast.hong).post(f"/estates/{estate.pk}/meeting/", {
        "held_on": "2026-11-10", "topic": "充电棚选址", "seats": ["party"], "outcome": "选定北门东侧", "text_1": "动工",
    })  # fmt: skip

    assert answer.status_code == 422
    assert "What was agreed has somebody who does it, and a day." in text_of(answer)
    assert "选定北门东侧" in text_of(answer)
    assert not EstateMeeting.objects.exists()


def test_a_committee_says_when_its_term_is_over_and_its_share_is_low(cast, sit_down):
    estate, screen = make_estate(), sit_down(cast.hong)

    screen.post(f"/estates/{estate.pk}/committee/", {
        "established_on": "2021-01-01", "term_ends_on": "2026-01-01", "seats": 7, "party_share": "42.9",
    })  # fmt: skip

    page = text_of(screen.get(f"/estates/{estate.pk}/"))
    assert "term has ended" in page
    assert "half or less" in page


def test_a_company_is_entered_and_counted(cast, sit_down):
    screen = sit_down(cast.hong)
    screen.post("/estates/companies/new/", {"name": "舟楫物业", "valid_from": "2020-01-01"})
    make_estate(managed=ground.by_company(name="舟楫物业"))

    page = text_of(screen.get("/estates/companies/"))

    assert f'<a href="/estates/?company={PropertyCompany.objects.get().pk}">1</a>' in page


# --- the campaign


@pytest.fixture
def item(cast):
    make_estate("失管北苑", managed=ground.nobody())
    return ground.make_campaign().items.get()


def test_from_the_report_to_zero(item, cast, sit_down, du):
    sit_down(cast.hong).post(f"/campaigns/items/{item.pk}/report/", {
        "mode": "self", "since": "2026-11-01", "upload": SimpleUploadedFile("公示.pdf", PDF),
    })  # fmt: skip
    own = text_of(sit_down(cast.hong).get(f"/campaigns/items/{item.pk}/"))
    sit_down(du).post(f"/campaigns/items/{item.pk}/write-off/")

    kept = Attachment.objects.get()
    page = text_of(sit_down(cast.wei).get(f"/campaigns/{item.campaign_id}/"))
    assert "Write off" not in own
    assert "1/1" in page
    assert sit_down(cast.wei).get(f"/campaigns/items/{item.pk}/files/{kept.pk}/").status_code == 200


def test_who_reported_reads_that_somebody_else_checks(item, cast, sit_down):
    screen = sit_down(cast.mei)
    screen.post(f"/campaigns/items/{item.pk}/report/", {"mode": "self", "since": "2026-11-01", "evidence": "已表决"})

    page = text_of(screen.get(f"/campaigns/items/{item.pk}/"))
    answer = screen.post(f"/campaigns/items/{item.pk}/write-off/")

    assert "You reported it yourself: somebody else checks it." in page
    assert answer.status_code == 422
    assert "What you reported yourself is checked by somebody else." in text_of(answer)


def test_a_street_does_not_write_off(item, cast, sit_down):
    assert sit_down(cast.hong).post(f"/campaigns/items/{item.pk}/write-off/").status_code == 403
    assert sit_down(cast.hong).post(f"/campaigns/items/{item.pk}/nonsense/").status_code == 404


def test_a_department_reports_nothing(item, cast, sit_down):
    said = {"mode": "self", "since": "2026-11-01", "evidence": "x"}

    assert sit_down(cast.wei).post(f"/campaigns/items/{item.pk}/report/", said).status_code == 403


def test_what_is_missing_is_taken_in(item, cast, sit_down):
    make_estate("新失管", managed=ground.nobody())
    screen = sit_down(cast.mei)

    page = text_of(screen.get(f"/campaigns/{item.campaign_id}/"))
    screen.post(f"/campaigns/{item.campaign_id}/take-in/")

    assert "1 estate without management is not in the ledger." in page
    assert item.campaign.items.count() == 2


def test_a_late_item_is_in_the_tab_of_late_ones(item, cast, sit_down):
    campaigns.plan(item, measure="选聘", due_on=date(2026, 11, 18), by=ground.hong(), at=NOW)
    CampaignItem.objects.update(begun_on=date(2026, 11, 2), due_on=date(2026, 11, 17))

    page = text_of(sit_down(cast.hong).get(f"/campaigns/{item.campaign_id}/?tab=late"))

    assert "失管北苑" in page
    assert "▲ Overdue" in page


# --- venues, spaces, focus


def test_a_venue_from_its_entry_to_its_visits(cast, sit_down):
    screen = sit_down(cast.hong)
    screen.post("/venues/new/", {
        "name": "北栈司机之家", "kind": "drivers_home", "place_code": "北栈街道", "lon": 90.01, "lat": 3.02,
        "radius_m": 800, "opening_hours": "全天", "operator": "北栈街道", "capacity": 400,
        "functions": ["service", "energy"], "services": "热水、简餐", "valid_from": "2026-01-01",
    })  # fmt: skip
    venue = Venue.objects.get()
    screen.post(f"/venues/{venue.pk}/visits/", {"month": "2026-10", "count": 100})

    page = text_of(screen.get("/venues/?tab=low&function=energy&place=" + STREET))

    assert venue.functions == ["service", "energy"]
    assert VenueVisits.objects.get().count == 100
    assert "北栈司机之家" in page
    assert "25%" in page
    assert "北栈司机之家" not in text_of(screen.get("/venues/?function=hall"))


def test_one_coordinate_alone_is_refused(cast, sit_down):
    answer = sit_down(cast.hong).post("/venues/new/", {
        "name": "x", "kind": "other", "place_code": GRID, "lon": 90.01, "opening_hours": "全天", "operator": "x",
        "valid_from": "2026-01-01",
    })  # fmt: skip

    assert answer.status_code == 422
    assert "Give longitude and latitude, or neither." in text_of(answer)


def test_a_space_offers_what_can_follow(cast, sit_down):
    space, screen = ground.make_space(place=GRID), sit_down(cast.hong)

    first = text_of(screen.get(f"/spaces/{space.pk}/"))
    screen.post(f"/spaces/{space.pk}/match/", {"user": "居委会", "purpose": "议事点"})
    then = text_of(screen.get(f"/spaces/{space.pk}/"))
    late = screen.post(f"/spaces/{space.pk}/match/", {"user": "别家", "purpose": "仓库"})

    assert ("Match with a unit" in first, "Idle again" in first) == (True, False)
    assert ("Match with a unit" in then, "Idle again" in then) == (False, True)
    assert late.status_code == 422
    assert "Not possible now: the space is “matched”" in text_of(late)
    assert IdleSpace.objects.get().uses.get().user == "居委会"


def test_focus_communities_with_what_stands_in_them(cast, sit_down):
    Area.objects.filter(code=GRID[:12]).update(focus_types=["old"])
    make_estate()
    make_estate("失管北苑", managed=ground.nobody())
    screen = sit_down(cast.wei)

    page = text_of(screen.get("/focus-communities/?tab=old"))

    assert f'<a href="/estates/?tab=none&amp;place={GRID[:12]}">1</a>' in page
    assert f"/orders/?place={GRID[:12]}" in page
    assert "纸鲸社区" not in text_of(screen.get("/focus-communities/?tab=large"))


def test_estates_of_focus_communities(cast, sit_down):
    Area.objects.filter(code=GRID[:12]).update(focus_types=["old"])
    make_estate()
    make_estate("南塘小区", OTHER_GRID)

    page = text_of(sit_down(cast.wei).get("/estates/?focus=old"))

    assert ("纸鲸北苑" in page, "南塘小区" in page) == (True, False)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("committee=none", ["无业委会"]),
        ("committee=over", ["已届满"]),
        ("committee=low", ["党员少"]),
        ("agreed=open", ["党员少", "已届满"]),
        ("agreed=late", ["党员少"]),
    ],
)
def test_gaps_are_found_by_filters(cast, sit_down, asked, names):
    for name, ends_on, share in (("已届满", OCTOBER, 60), ("党员少", date(2027, 1, 1), 50), ("无业委会", None, None)):
        estate = make_estate(name)
        if ends_on:
            OwnersCommittee.objects.create(
                estate=estate, established_on=LONG_AGO, term_ends_on=ends_on, seats=5, party_share=share
            )
            meeting = EstateMeeting(estate=estate, held_on=OCTOBER, topic="议题", seats=["party"], outcome="议定")
            due = OCTOBER if share == 50 else date(2026, 12, 1)
            promise = EstateAgreement(text="办理", seat=Seat.PARTY, due_on=due)
            estates.meet(meeting, [promise], by=ground.mei(), at=NOW)

    page = text_of(sit_down(cast.wei).get(f"/estates/?{asked}"))

    assert sorted(name for name in ("已届满", "党员少", "无业委会") if f">{name}</a>" in page) == sorted(names)


def test_a_community_followed_by_a_link_is_named(cast, sit_down):
    make_estate()

    page = text_of(sit_down(cast.wei).get(f"/estates/?place={GRID[:12]}"))

    assert "<b>北栈街道 纸鲸社区</b>" in page
