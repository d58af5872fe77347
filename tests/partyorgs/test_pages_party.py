"""The pages of the party tree: who sees and edits, what they show, and what they cost."""

from datetime import date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from core.calendar import CITY_TIME
from core.kept import forget_all
from grids.models import Area
from partyorgs import elections, rectification, trades
from partyorgs.enums import RectificationStep as Step
from partyorgs.models import (
    HealthCheck,
    HealthRound,
    PartyOrganization,
    Post,
    RectificationCase,
    TermElection,
    Trade,
    TradeCoverage,
    TrainingPlan,
    TrainingSession,
)
from tests import factories
from tests.factories import OTHER_GRID
from tests.partyorgs import party
from tests.partyorgs.party import H1, NUMBERS, OFFICE

NOW = datetime(2026, 11, 18, 10, tzinfo=CITY_TIME)
TODAY = NOW.date()
LISTS = ("tree", "watch", "coverage", "trades", "rounds", "rectifications", "trainings")


@pytest.fixture
def city(db, monkeypatch):
    city = factories.make_city()
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    yield city
    forget_all()


@pytest.fixture
def tree(city):
    return party.plant(city)


@pytest.fixture
def cast(city):
    return factories.people()


@pytest.fixture
def at_desk(client, cast):
    """Log somebody in, with the portal in English: `at_desk("mei").get(…)`."""

    def log_in(name):
        client.force_login(getattr(cast, name))
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client

    return log_in


def url(name, *args):
    return reverse(f"partyorgs:{name}", args=args)


def text(answer):
    return answer.content.decode()


def election(**said):
    return {**{name: str(value) for name, value in NUMBERS.items()}, "held_on": "2026-11-10", "term_years": "5"} | said


# --- who may


@pytest.mark.parametrize("name", LISTS)
def test_whoever_works_here_sees_and_nobody_else(name, tree, client, cast):
    client.force_login(cast.sun)
    assert client.get(url(name)).status_code == 200

    client.force_login(factories.User.objects.create(username="nobody"))
    assert client.get(url(name)).status_code == 403


def test_what_is_not_there_is_not_found(tree, at_desk):
    mei = at_desk("mei")

    for path in (url("organization", "9999"), url("round", 9), url("rectification", 9), url("training", 9)):
        assert mei.get(path).status_code == 404
    assert mei.get(url("tree") + "?at=9999").status_code == 404


@pytest.mark.parametrize(("name", "status"), [("mei", 302), ("hong", 302), ("sun", 403), ("wei", 403)])
def test_the_office_and_the_street_edit(name, status, tree, at_desk):
    answer = at_desk(name).post(url("organization-step", tree.community.code, "propose"), {"reason": "查看"})

    assert answer.status_code == status


def test_a_street_edits_nothing_of_the_city(tree, at_desk):
    hong = at_desk("hong")

    assert hong.post(url("organization-step", tree.root.code, "propose"), {"reason": "查看"}).status_code == 403
    assert hong.get(url("organization-edit", tree.root.code)).status_code == 403
    assert hong.post(url("rounds")).status_code == 403
    assert hong.post(url("trades")).status_code == 403


# --- tree and card


def test_the_tree_opens_at_the_root_and_goes_down_a_level_a_request(tree, at_desk):
    mei = at_desk("mei")

    top = text(mei.get(url("tree")))
    level = mei.get(url("tree") + f"?at={tree.street.code}", headers={"HX-Request": "true"})

    assert "中共北栈街道工作委员会" in top
    assert "纸鲸社区党总支" not in top
    assert "纸鲸社区党总支" in text(level)
    assert "<html" not in text(level)


def test_a_long_level_is_continued(tree, at_desk, monkeypatch):
    monkeypatch.setattr("partyorgs.views.party_tree.MOST", 1)
    party.add(tree.community, "branch", "第二党支部")
    mei = at_desk("mei")

    first = mei.get(url("tree") + f"?at={tree.community.code}")
    second = mei.get(first.context["more_url"])

    assert [node.name for node in first.context["nodes"]] == ["纸鲸社区一网格党支部"]
    assert [node.name for node in second.context["nodes"]] == ["第二党支部"]
    assert second.context["more_url"] == ""


def test_the_card_shows_what_is_unusual_and_red(tree, at_desk):
    tree.community.secretary_vacant_since = date(2026, 7, 18)
    tree.community.member_count = 120
    tree.community.save()

    shown = text(at_desk("mei").get(url("organization", tree.community.code)))

    assert "Usually it has 50 to 100 members." in shown
    assert "secretary post vacant for more than three months" in shown


def test_the_card_names_the_posts_of_its_place(tree, at_desk):
    for kind, name in (("grid_branch_secretary", "周测试01"), ("grid_chief", "王测试01")):
        Post.objects.create(kind=kind, person_name=name, grid=tree.branch.grid)

    shown = text(at_desk("mei").get(url("organization", tree.branch.code)))

    assert ("周测试01" in shown, "王测试01" in shown) == (True, False)


def test_an_election_from_the_card(tree, at_desk):
    mei = at_desk("mei")
    early = mei.post(url("organization-step", tree.community.code, "elect"), election())
    assert early.status_code == 422
    assert "approval_document" in early.context["actions"][0].form.errors

    done = mei.post(url("organization-step", tree.community.code, "elect"), election(approval_document="组批5号"))

    assert done.url == url("organization", tree.community.code)
    assert TermElection.objects.get().timing == "early"
    assert "组批5号" in text(mei.get(done.url))


def test_an_election_that_cannot_be(tree, at_desk):
    answer = at_desk("mei").post(
        url("organization-step", tree.community.code, "elect"), election(women="6", with_college="7", voted="50")
    )

    assert set(answer.context["actions"][0].form.errors) == {"women", "with_college", "voted"}


def edited(mei, row, **changes):
    form = mei.get(url("organization-edit", row.code)).context["form"]
    data = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    data = {name: value for name, value in data.items() if value is not False}
    seen = mei.get(url("organization-edit", row.code)).context["seen"]
    return {**data, "area": row.area.code if row.area else "", "grid": row.grid.code if row.grid else ""} | {
        "seen": seen, **changes,
    }  # fmt: skip


def test_an_edit_warns_but_does_not_block(tree, at_desk):
    mei = at_desk("mei")
    data = edited(mei, tree.branch, full_member_count="2", secretary_heads_committee="false")

    assert mei.post(url("organization-edit", tree.branch.code), data).status_code == 302

    tree.branch.refresh_from_db()
    assert (tree.branch.full_member_count, tree.branch.secretary_heads_committee) == (2, False)
    assert "at least 3 full members" in text(mei.get(url("organization", tree.branch.code)))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"is_lead": "on", "area": "990102003001", "grid": ""}, "Another organisation leads this area already."),
        ({"area": "990199"}, "There is no place with this code."),
        ({"kind": "grid_branch", "area": "990102003001", "grid": ""}, "A grid branch names its grid."),
        ({"member_count": "3", "full_member_count": "4"}, "There cannot be more full members than members."),
    ],
)
def test_an_edit_that_can_never_be_true(changes, said, tree, at_desk):
    row = party.add(tree.community, "branch", "第二党支部")
    mei = at_desk("mei")

    answer = mei.post(url("organization-edit", row.code), edited(mei, row, **changes))

    assert answer.status_code == 422
    assert said in text(answer)


def test_an_edit_of_what_changed_meanwhile_is_refused(tree, at_desk):
    mei = at_desk("mei")
    data = edited(mei, tree.community, member_count="61")
    elections.postpone(
        tree.community, postponed_until=date(2027, 6, 1), postponement_document="组发3号", by=OFFICE, at=NOW
    )

    answer = mei.post(url("organization-edit", tree.community.code), data)

    assert answer.status_code == 422
    assert "Somebody else has changed" in text(answer)


def test_a_branch_in_a_hamlet_is_founded(tree, at_desk):
    data = {
        "valid_from": "2026-11-18", "document": "组发9号", "name": "东屯党支部", "kind": "branch", "hamlet": "东屯",
        "area": tree.community.area.code, "officer_count": "3", "volunteer_count": "12",
    }  # fmt: skip

    answer = at_desk("hong").post(url("organization-found", tree.community.code), data)

    made = PartyOrganization.objects.get(name="东屯党支部")
    assert answer.url == url("organization", made.code)
    assert (made.parent, made.hamlet) == (tree.community, "东屯")


def test_a_street_founds_and_moves_nothing_into_another(tree, at_desk):
    hong = at_desk("hong")
    founded = {
        "valid_from": "2026-11-18", "document": "组发9号", "name": "枕木党支部", "kind": "branch", "area": "990103001",
    }  # fmt: skip

    for path, data in (
        (url("organization-found", tree.community.code), founded),
        (url("organization-edit", tree.community.code), edited(hong, tree.community, area="990103001")),
    ):
        answer = hong.post(path, data)
        assert "This place is not yours to keep." in str(answer.context["form"].errors["area"])
    assert not PartyOrganization.objects.filter(area__code="990103001").exists()


def test_a_dissolved_organisation_leaves_nothing_below(tree, at_desk):
    mei = at_desk("mei")
    before = mei.post(url("organization-edit", tree.community.code), edited(mei, tree.community, valid_to="2026-11-18"))
    assert "Organisations stand below it" in text(before)

    for row in (tree.branch, tree.community):
        answer = mei.post(url("organization-edit", row.code), edited(mei, row, valid_to="2026-11-18"))
        assert answer.status_code == 302

    assert "dissolved" in text(mei.get(url("organization", tree.community.code)))
    assert tree.community.name not in text(mei.get(url("tree") + f"?at={tree.street.code}"))


# --- terms and warnings


def test_each_warning_has_its_tab(tree, at_desk):
    facts = {
        "overdue": {"term_due_on": date(2026, 8, 1)},
        "three": {"term_due_on": date(2027, 1, 1)},
        "six": {"term_due_on": date(2027, 5, 1)},
        "vacant": {"secretary_vacant_since": date(2026, 11, 1)},
        "idle": {"last_activity_on": date(2026, 5, 1)},
        "numbers": {"full_member_count": 2},
    }
    for name, fields in facts.items():
        party.add(tree.street, "branch", name, **fields)
    mei = at_desk("mei")

    listed = {
        name: {row.name for row in mei.get(url("watch") + f"?tab={name}").context["listing"].rows} for name in facts
    }

    assert listed == {name: {name} for name in facts} | {"six": {"six", "three", "纸鲸社区党总支"}}


def test_an_approved_delay_is_not_overdue(tree, at_desk):
    party.add(
        tree.street, "branch", "延期", term_due_on=date(2026, 8, 1), postponed_until=date(2026, 12, 1),
        postponement_document="组发3号",
    )  # fmt: skip

    assert at_desk("mei").get(url("watch")).context["listing"].total == 0


def test_an_organisation_is_found_by_name_and_street(tree, at_desk):
    mei = at_desk("mei")

    found = mei.get(url("watch") + "?tab=all&q=一网格&place=990102003").context["listing"].rows
    elsewhere = mei.get(url("watch") + "?tab=all&place=990103").context["listing"].rows

    assert (found, elsewhere) == ([tree.branch], [])


# --- coverage


def test_a_gap_is_named_with_its_reason(tree, at_desk):
    shown = at_desk("mei").get(url("coverage"))

    assert [row.code for row in shown.context["listing"].rows] == [OTHER_GRID]
    assert "Neither a grid branch nor a party group reaches this grid." in text(shown)
    assert "螺号社区" in text(shown)


def test_a_trade_is_counted(tree, at_desk):
    trade = Trade.objects.create(name="外卖配送")
    data = {
        "trade": trade.pk, "district": Area.objects.get(code="990102").pk, "units": "12", "workers": "300",
        "organization": tree.root.name, "counted_on": "2026-11-18",
    }  # fmt: skip
    mei = at_desk("mei")

    assert mei.post(url("trades"), {**data, "organization": "无此党委"}).status_code == 422
    assert mei.post(url("trades"), data).status_code == 302

    assert TradeCoverage.objects.get().organization == tree.root
    assert mei.get(url("trades")).context["table"].blanks == 0


# --- health


def points(round_, values=H1):
    items = round_.template.items.order_by("order")
    return {f"item-{item.pk}": str(value) for item, value in zip(items, values, strict=True)}


def test_a_round_is_opened_and_an_organisation_checked_by_its_street(tree, at_desk):
    data = {
        "title": "2026年度党建体检", "year": "2026", "root": tree.root.code, "due_on": "2026-12-31",
    }  # fmt: skip
    mei = at_desk("mei")
    round_ = HealthRound.objects.get(pk=mei.post(url("rounds"), data).url.strip("/").split("/")[-1])
    assert mei.post(url("rounds"), data).status_code == 422

    hong, check = at_desk("hong"), url("check", round_.pk, tree.community.code)
    assert hong.get(check).status_code == 200
    unprescribed = hong.post(check, {"number": "1", **points(round_)})
    assert unprescribed.context["form"].errors.keys() == {"prescription"}
    given = {"number": "1", "prescription": "补齐书记岗位", "rectify_by": "2026-12-20", **points(round_)}
    assert hong.post(check, given).status_code == 302
    assert hong.post(check, given).status_code == 422

    shown = text(hong.get(check))
    assert str(HealthCheck.objects.get().index) == "86.50"
    assert all(figure in shown for figure in ("86.50", "18.0", "16.5", "17.0", "19.0", "16.0", "sub-healthy"))


def test_a_round_has_progress_and_bands_and_no_ranking(tree, at_desk):
    round_ = party.open_round(tree, at=NOW)
    party.check(round_, tree.community, at=NOW)

    listing = at_desk("mei").get(url("round", round_.pk) + "?tab=sub_healthy").context["listing"]

    assert listing.rows == [tree.community]
    assert listing.counts == {"open": 1, "healthy": 0, "sub_healthy": 1, "unhealthy": 0, "all": 2}
    assert [header.label for header in listing.headers if header.url] == ["Organisation"]


def test_only_the_office_closes_a_round(tree, at_desk):
    round_ = party.open_round(tree, at=NOW)

    assert at_desk("hong").post(url("round-close", round_.pk)).status_code == 403
    assert at_desk("mei").post(url("round-close", round_.pk)).status_code == 302
    assert at_desk("hong").post(url("check", round_.pk, tree.community.code)).status_code == 403


def test_unhealthy_proposes_and_nobody_is_listed_by_it(tree, at_desk):
    tree.community.secretary_vacant_since = date(2026, 7, 18)
    tree.community.save()
    check = party.check(party.open_round(tree, at=NOW), tree.community, at=NOW)
    assert not RectificationCase.objects.exists()

    at_desk("hong").post(url("organization-step", tree.community.code, "propose"), {"reason": "书记岗位空缺"})

    case = RectificationCase.objects.get()
    assert (case.state, case.proposed_after) == ("proposed", check)


# --- rectification


@pytest.fixture
def case(tree):
    return rectification.propose(tree.community, reason="组织生活不经常", by=OFFICE, at=NOW)


def test_a_case_is_listed_by_the_office_with_its_document(case, at_desk):
    step = url("rectification-step", case.pk, "list")
    assert at_desk("hong").post(step, {"listed_on": "2026-11-01", "document": "县委发8号"}).status_code == 403
    mei = at_desk("mei")
    assert mei.post(step, {"listed_on": "2026-11-01"}).status_code == 422

    assert mei.post(step, {"listed_on": "2026-11-01", "document": "县委发8号"}).status_code == 302

    shown = text(mei.get(url("rectification", case.pk)))
    assert "县委发8号" in shown
    assert [row.pk for row in mei.get(url("rectifications") + "?tab=listed").context["listing"].rows] == [case.pk]


def test_a_second_hand_is_told_and_keeps_its_words(case, at_desk):
    rectification.advance(case, Step.DISMISS, by=OFFICE, at=NOW, outcome="不列入")

    answer = at_desk("mei").post(url("rectification-step", case.pk, "dismiss"), {"outcome": "不列入"})

    assert answer.status_code == 422
    assert "Somebody was faster" in text(answer)


# --- training


def test_a_plan_and_a_session_in_the_street(tree, at_desk):
    plan = {"title": "书记能力提升班", "programme": "cadres", "level": "city", "year": "2026", "heads_planned": "120"}
    assert at_desk("hong").post(url("trainings"), plan).status_code == 403
    assert at_desk("mei").post(url("trainings"), plan).status_code == 302
    row = TrainingPlan.objects.get()
    session = {"held_on": "2026-11-10", "topic": "网格治理", "setting": "village", "heads": "18"}
    hong = at_desk("hong")
    assert hong.post(url("training", row.pk), {**session, "organization": tree.root.code}).status_code == 403

    for status in (302, 422):
        answer = hong.post(url("training", row.pk), {**session, "organization": tree.community.code})
        assert answer.status_code == status

    assert TrainingSession.objects.get().heads == 18
    assert hong.get(url("training", row.pk)).context["plan"].heads == 18


# --- what pages cost


def _fill(tree, number):
    """One more of everything that a page lists."""
    row = party.add(
        tree.community, "branch", f"第{number}党支部", term_due_on=date(2026, 8, 1), member_count=60, is_lead=False
    )
    elections.record(
        row, held_on=date(2026, 9, number), term_years=3, approval_document="组批5号", by=OFFICE, at=NOW, **NUMBERS
    )
    PartyOrganization.objects.filter(pk=row.pk).update(term_due_on=date(2026, 8, 1), last_election_on=None)
    trade = Trade.objects.create(name=f"行业{number}")
    trades.count(
        trade, Area.objects.get(code="990102"), units=3, workers=30, organization=tree.root, counted_on=TODAY,
        by=OFFICE, at=NOW,
    )  # fmt: skip
    rectification.propose(row, reason="查看", by=OFFICE, at=NOW)
    round_ = party.open_round(tree, at=NOW, title=f"第{number}轮")
    party.check(HealthRound.objects.order_by("pk").first(), row, at=NOW)
    plan = TrainingPlan.objects.create(
        title=f"班{number}", programme="cadres", level="city", year=2026, heads_planned=9
    )
    TrainingSession.objects.create(
        plan=TrainingPlan.objects.order_by("pk").first(), organization=tree.community, held_on=TODAY,
        topic=f"主题{number}", setting="village", heads=9,
    )  # fmt: skip
    return round_, plan


@pytest.mark.parametrize(
    ("name", "args", "query", "queries"),
    [
        ("tree", (), "?at=000100010001", 8),
        ("organization", ("000100010001",), "", 15),
        ("organization-edit", ("000100010001",), "", 7),
        ("watch", (), "?tab=overdue", 10),
        ("coverage", (), "", 13),
        ("trades", (), "", 11),
        ("rounds", (), "", 7),
        ("round", "first", "?tab=unhealthy", 11),
        ("rectifications", (), "", 8),
        ("trainings", (), "", 6),
        ("training", "first", "", 7),
    ],
)
def test_a_page_costs_the_same_at_one_row_and_at_three(
    name, args, query, queries, tree, at_desk, django_assert_num_queries
):
    mei = at_desk("mei")
    round_, plan = _fill(tree, 1)
    first = {"round": round_.pk, "training": plan.pk}
    path = url(name, *((first[name],) if args == "first" else args)) + query
    mei.get(path)
    with django_assert_num_queries(queries):
        mei.get(path)

    _fill(tree, 2)
    _fill(tree, 3)

    with django_assert_num_queries(queries):
        mei.get(path)


def test_a_get_writes_nothing(tree, at_desk, django_capture_on_commit_callbacks):
    _fill(tree, 1)
    models = (PartyOrganization, HealthCheck, HealthRound, RectificationCase, TermElection, TrainingPlan)
    before = [list(model.objects.order_by("pk").values()) for model in models]
    mei = at_desk("mei")

    for name in LISTS:
        assert mei.get(url(name)).status_code == 200

    assert [list(model.objects.order_by("pk").values()) for model in models] == before
