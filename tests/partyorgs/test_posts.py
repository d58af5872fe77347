"""Appointing and relieving: one event each, once, and never somebody else than the page showed."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core import ledger
from core.models import Event
from partyorgs import posts
from partyorgs.enums import LAYER_OF, PostKind, StaffLayer
from partyorgs.models import Post
from partyorgs.posts import NotAppointed
from tests.factories import GRID, OTHER_GRID, acting, person
from tests.partyorgs.ground import COMMUNITY, MORNING, TODAY, building, community, post, second_grid

LIST = reverse("partyorgs:posts")


@pytest.fixture
def mei(cast):
    return acting(cast.mei)


def appoint(row, by, name="王测试", on=TODAY, **said):
    said = {"office_phone": "12345转7001", "document": "澄社〔2026〕1号", **said}
    return posts.appoint(row, name=name, by=by, at=MORNING, on=on, **said)


def relieve(row, by, name="王测试", on=TODAY):
    return posts.relieve(row, name=name, document="澄社〔2026〕9号", by=by, at=MORNING, on=on)


# --- who holds it


def test_an_appointment_fills_the_post_and_is_on_record(mei):
    row = post()

    appoint(row, mei, until=date(2029, 11, 18))

    row.refresh_from_db()
    event = ledger.history(row).get()
    assert (row.person_name, row.office_phone, row.start_on, row.end_on, row.document) == (
        "王测试", "12345转7001", TODAY, date(2029, 11, 18), "澄社〔2026〕1号",
    )  # fmt: skip
    assert (event.kind, event.by_name) == ("post.appoint", "王敏")
    assert event.data == {
        "name": "王测试", "document": "澄社〔2026〕1号", "on": "2026-11-18", "until": "2029-11-18"
    }  # fmt: skip


def test_a_relief_empties_it_and_says_who_it_was_and_since_when(mei):
    row = appoint(post(), mei, on=TODAY - timedelta(days=30), mobile="13800001234")

    relieve(row, mei)

    row.refresh_from_db()
    event = ledger.history(row).last()
    assert (row.person_name, row.office_phone, row.mobile, row.mobile_consent_on, row.start_on, row.end_on) == (
        "", "", "", None, None, TODAY,
    )  # fmt: skip
    assert (event.kind, event.data["name"], event.data["since"]) == ("post.relieve", "王测试", "2026-10-19")


def test_both_are_safe_to_repeat(mei):
    row = appoint(appoint(post(), mei), mei)
    relieve(relieve(row, mei), mei)

    assert [event.kind for event in ledger.history(row)] == ["post.appoint", "post.relieve"]


def test_nobody_is_appointed_over_somebody_else(mei):
    row = appoint(post(), mei)

    with pytest.raises(NotAppointed) as refused:
        appoint(row, mei, name="李测试")

    row.refresh_from_db()
    assert (refused.value.code, row.person_name) == ("held", "王测试")
    assert "王测试" in refused.value.detail


def test_a_relief_meant_for_one_does_not_hit_the_next(mei):
    row = appoint(post(), mei, on=TODAY - timedelta(days=9))
    relieve(row, mei)
    appoint(row, mei, name="李测试")

    with pytest.raises(NotAppointed) as refused:
        relieve(row, mei)

    row.refresh_from_db()
    assert (refused.value.code, row.person_name) == ("held", "李测试")


@pytest.mark.parametrize(
    ("said", "field", "code"),
    [
        ({"name": " "}, "name", "required"),
        ({"on": TODAY + timedelta(days=1)}, "on", "future"),
        ({"on": TODAY - timedelta(days=11)}, "on", "too_early"),
        ({"until": TODAY}, "until", "order"),
    ],
)
def test_what_is_no_appointment(said, field, code, mei):
    row = appoint(post(), mei, on=TODAY - timedelta(days=20))
    relieve(row, mei, on=TODAY - timedelta(days=10))

    with pytest.raises(NotAppointed) as refused:
        appoint(row, mei, **{"name": "李测试", **said})

    assert (refused.value.field, refused.value.code) == (field, code)
    assert Event.objects.filter(kind="post.appoint").count() == 1


def test_a_mobile_is_kept_with_the_day_of_consent_and_never_told_to_the_ledger(mei):
    row = appoint(post(), mei)

    posts.change_contact(row, office_phone="12345转7001", mobile="13800001234", by=mei, at=MORNING)
    posts.change_contact(row, office_phone="12345转7001", mobile="13800001234", by=mei, at=MORNING)

    row.refresh_from_db()
    assert (row.mobile, row.mobile_consent_on) == ("13800001234", TODAY)
    assert [event.kind for event in ledger.history(row)] == ["post.appoint", "post.contact"]
    assert not [event for event in ledger.history(row) if "13800001234" in str(event.data)]


def test_the_contact_of_nobody_is_not_changed(mei):
    with pytest.raises(NotAppointed):
        posts.change_contact(post(), office_phone="1", by=mei, at=MORNING)


# --- which posts there are


def test_a_post_is_established_where_its_kind_belongs(mei):
    building()

    row = posts.establish(kind=PostKind.BUILDING_CHIEF, code=f"{GRID}00001", by=mei, at=MORNING)

    assert (row.grid.code, row.place_code, row.code, row.is_vacant) == (GRID, f"{GRID}00001", f"{GRID}00001", True)
    assert ledger.history(row).get().data == {"post": "building_chief", "place": f"{GRID}00001"}


@pytest.mark.parametrize(
    ("kind", "code", "why"),
    [
        (PostKind.GRID_CHIEF, COMMUNITY, "level"),
        (PostKind.LEGAL_ADVISER, "12345", "malformed"),
        (PostKind.GRID_WORKER, f"{COMMUNITY}099", "unknown"),
        (PostKind.GRID_CHIEF, GRID, "exists"),
    ],
)
def test_where_no_post_is_established(kind, code, why, mei):
    post(PostKind.GRID_CHIEF)

    with pytest.raises(NotAppointed) as refused:
        posts.establish(kind=kind, code=code, by=mei, at=MORNING)

    assert (refused.value.field, refused.value.code, Post.objects.count()) == ("code", why, 1)


def test_a_vacant_post_is_abolished_and_its_history_stays(mei):
    row = appoint(post(), mei)
    with pytest.raises(NotAppointed):
        posts.abolish(row, reason="楼已拆除", by=mei, at=MORNING)
    relieve(row, mei)
    pk = row.pk

    posts.abolish(row, reason="楼已拆除", by=mei, at=MORNING)

    assert not Post.objects.exists()
    kinds = Event.objects.filter(subject_type="partyorgs.post", subject_id=pk).order_by("seq")
    assert [event.kind for event in kinds] == ["post.appoint", "post.relieve", "post.abolish"]
    with pytest.raises(NotAppointed) as refused:
        posts.abolish(row, reason="楼已拆除", by=mei, at=MORNING)
    assert refused.value.code == "abolished"


def test_posts_are_found_by_the_place_they_lie_in(city):
    here = [post(), post(PostKind.LEGAL_ADVISER, area=community())]
    office = Post.objects.create(kind=PostKind.CONTACT_LEADER, department=city.street_office)
    there = Post.objects.create(kind=PostKind.GRID_WORKER, grid=type(city.grid).objects.get(code=OTHER_GRID))

    house = post(PostKind.BUILDING_CHIEF, grid=second_grid(), place_code=f"{COMMUNITY}00300007")

    assert set(Post.objects.filter(posts.within(house.place_code))) == {house}
    assert set(Post.objects.filter(posts.within(f"{COMMUNITY}003"))) == {house}
    assert set(Post.objects.filter(posts.within(GRID))) == {here[0]}
    here.append(house)
    assert set(Post.objects.filter(posts.within(COMMUNITY))) == set(here)
    assert set(Post.objects.filter(posts.within(COMMUNITY[:9]))) == {*here, office}
    assert set(Post.objects.filter(posts.within("990100"))) == {*here, office, there}


def test_three_layers_of_staff():
    """S2-11; whoever is sent by another unit belongs to none of them."""
    assert set(LAYER_OF.values()) == set(StaffLayer)
    assert LAYER_OF[PostKind.BUILDING_CHIEF] == StaffLayer.VOLUNTEER
    assert PostKind.COMMUNITY_POLICE not in LAYER_OF


# --- the pages


def names(answer):
    return [row.person_name for row in answer.context["listing"].rows]


def test_the_register_is_narrowed_by_kind_layer_place_and_name(cast, sit_down):
    post(PostKind.GRID_CHIEF, "王测试")
    post(PostKind.GRID_WORKER, "赵测试", grid=second_grid())
    post(PostKind.UNIT_CHIEF, "")
    post(PostKind.COMMUNITY_POLICE, "沈测试", area=community())
    mei = sit_down(cast.mei)

    assert names(mei.get(LIST, {"kind": "grid_chief"})) == ["王测试"]
    assert names(mei.get(LIST, {"layer": "grid"})) == ["赵测试"]
    assert names(mei.get(LIST, {"place": f"{COMMUNITY}003"})) == ["赵测试"]
    assert names(mei.get(LIST, {"q": "沈"})) == ["沈测试"]
    assert names(mei.get(LIST, {"tab": "vacant"})) == [""]


def test_posts_of_a_grid_that_is_gone_are_not_listed(cast, sit_down):
    grid = second_grid()
    post(PostKind.GRID_CHIEF, "王测试")
    post(PostKind.GRID_CHIEF, "李测试", grid=grid)
    grid.valid_to = TODAY
    grid.save()

    assert names(sit_down(cast.mei).get(LIST)) == ["王测试"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_register_costs_the_same_at_any_length(rows, cast, sit_down, django_assert_num_queries):
    for n in range(rows):
        post(PostKind.UNIT_CHIEF, f"孙{n}")
    mei = sit_down(cast.mei)

    with django_assert_num_queries(16):
        assert len(mei.get(LIST).context["listing"].rows) == rows


def test_on_the_page_one_appoints_and_relieves(cast, sit_down):
    row = post()
    mei, page = sit_down(cast.mei), reverse("partyorgs:post", args=[row.pk])

    def act(action, **said):
        return mei.post(reverse("partyorgs:post-act", args=[row.pk, action]), said)

    blank = act("appoint", name="", on="2026-11-18")
    unasked = act("appoint", name="王测试", on="2026-11-18", mobile="13800001234")
    done = act("appoint", name="王测试", on="2026-11-18", office_phone="12345转7001")
    second = act("appoint", name="李测试", on="2026-11-18")
    act("relieve", name="王测试", on="2026-11-18")

    assert (blank.status_code, unasked.status_code, second.status_code) == (422, 422, 422)
    assert list(unasked.context["actions"][0].form.errors) == ["consent"]
    assert (done.status_code, done.url) == (302, page)
    assert "王测试 has held this post since" in second.text
    told = [entry.title for entry in mei.get(page).context["entries"]]
    assert told == ["王测试 was relieved", "王测试 was appointed"]


@pytest.mark.parametrize(("who", "is_told"), [("mei", True), ("hong", True), ("wei", False)])
def test_a_mobile_is_shown_to_the_office_and_the_street(who, is_told, cast, mei, sit_down):
    row = appoint(post(), mei, mobile="13800001234")

    page = sit_down(getattr(cast, who)).get(reverse("partyorgs:post", args=[row.pk])).text

    assert ("13800001234" in page) == is_told


def test_a_street_keeps_its_own_posts_and_nobody_else_s(cast, city, sit_down):
    own = post()
    other = Post.objects.create(kind=PostKind.GRID_WORKER, grid=type(city.grid).objects.get(code=OTHER_GRID))
    said = {"name": "王测试", "on": "2026-11-18"}

    def appoint_at(who, row):
        return sit_down(who).post(reverse("partyorgs:post-act", args=[row.pk, "appoint"]), said).status_code

    assert appoint_at(cast.hong, other) == 403
    assert appoint_at(cast.wei, own) == 403
    assert appoint_at(cast.hong, own) == 302
    assert sit_down(cast.wei).get(reverse("partyorgs:post", args=[own.pk])).context["actions"] == []
    assert sit_down(cast.wei).get(reverse("partyorgs:post-new")).status_code == 403


def test_a_street_establishes_posts_within_itself(cast, sit_down):
    hong, page = sit_down(cast.hong), reverse("partyorgs:post-new")

    there = hong.post(page, {"kind": "grid_worker", "code": OTHER_GRID})
    here = hong.post(page, {"kind": "grid_worker", "code": GRID})

    assert (there.status_code, list(there.context["form"].errors)) == (422, ["code"])
    assert (here.status_code, Post.objects.get().code) == (302, GRID)


def test_whoever_holds_no_role_sees_no_posts(cast, sit_down):
    assert sit_down(person("nobody", "无名")).get(LIST).status_code == 403
