"""Duty lists on the screen: any day, two versions, one item, proposals, what may be given to a community."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.kept import forget_all
from partyorgs import consultation, dutyproposals, page_parts, revisions
from partyorgs.dutylists import Scope
from partyorgs.dutyversions import standing as standing_on
from partyorgs.enums import DutyPart
from partyorgs.models import Department, DutyItem, DutyProposal
from partyorgs.page_parts import Part
from tests import factories
from tests.factories import acting
from tests.partyorgs.dutylisting import (
    AT,
    DAY,
    HALLWAY,
    MANHOLE,
    PAVEMENT,
    TODAY,
    UNTIL,
    approve,
    asked,
    change,
    drafted,
    drafter,
    drop,
    standing,
    street_item,
)

LISTS, COMPARISON = "/duties/", "/duties/compare/"


@pytest.fixture
def city(db, monkeypatch):
    city = factories.make_city()
    monkeypatch.setattr(timezone, "now", lambda: AT)
    yield city
    forget_all()


@pytest.fixture
def people(city):
    return factories.people()


@pytest.fixture
def sit_down(client):
    def log_in(user):
        client.force_login(user)
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client

    return log_in


def codes(answer):
    assert answer.status_code == 200
    return [row.code for row in answer.context["listing"].rows]


def queries(client, address):
    client.get(address)  # what is kept in the process is read
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


# --- the lists


def test_the_list_of_any_day(city, people, sit_down):
    approve(asked(drop(standing()[MANHOLE], moved_to="D16"), change(standing()[PAVEMENT], title="人行道维护")))
    chen = sit_down(people.chen)

    assert codes(chen.get(LISTS)) == [HALLWAY, PAVEMENT, MANHOLE]
    later = chen.get(LISTS, {"on": f"{DAY}"})
    assert codes(later) == [HALLWAY, PAVEMENT]
    assert "人行道维护" in later.text
    assert codes(chen.get(LISTS, {"on": f"{DAY - timedelta(days=1)}", "q": "井盖"})) == [MANHOLE]


def test_the_list_is_narrowed_by_owner_helper_and_kind(city, people, sit_down):
    street_item(city.street, 1)
    street_item(factories.Area.objects.get(code=factories.OTHER_STREET), 1)
    mei = sit_down(people.mei)

    assert codes(mei.get(LISTS, {"unit": "D14"})) == [PAVEMENT, MANHOLE]
    assert codes(mei.get(LISTS, {"helper": "D15"})) == [PAVEMENT]
    assert codes(mei.get(LISTS, {"tab": "street", "street": city.street.code})) == [f"S-{city.street.code}-001"]
    assert codes(mei.get(LISTS, {"tab": "street", "q": "C-9"})) == []


def test_what_was_handed_down_without_means_has_a_tab_of_its_own(city, people, sit_down):
    lead = Department.objects.get(code="D14")
    for code, budget in (("S-1", ""), ("S-2", "随事划转")):
        DutyItem.objects.create(code=code, title="处罚", lead=lead, valid_from=factories.SINCE, valid_to=TODAY)
        street_item(city.street, code=code, valid_from=TODAY, transferred_power="处罚权", transferred_staff="2名",
                    transferred_budget=budget)  # fmt: skip
    street_item(city.street, 9)

    assert codes(sit_down(people.mei).get(LISTS, {"tab": "bare"})) == ["S-1"]


def test_what_was_taken_back_is_listed_and_counted_apart(city, people, sit_down):
    street_item(city.street, 1)
    street_item(city.street, 2, part=DutyPart.RECLAIMED)

    answer = sit_down(people.mei).get(LISTS, {"tab": "street"})

    assert (len(codes(answer)), answer.context["taken_back"]) == (2, 1)


def test_the_list_costs_the_same_for_one_row_and_three(city, people, sit_down):
    street_item(city.street, 1)
    mei = sit_down(people.mei)
    first = queries(mei, f"{LISTS}?tab=street")

    street_item(city.street, 2)
    street_item(city.street, 3)

    assert queries(mei, f"{LISTS}?tab=street") == first == 12


def test_the_list_is_handed_out_as_it_is_filtered(city, people, sit_down):
    answer = sit_down(people.mei).get("/duties/sheet/", {"unit": "D14"})

    rows = answer.content.decode("utf-8-sig").splitlines()
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert len(rows) == 3
    assert rows[1].startswith(f"1,{PAVEMENT},")


PAGES = (
    LISTS, "/duties/sheet/", COMPARISON, "/duties/communities/", "/duties/proposals/", "/duties/proposals/new/",
    f"/duties/items/{PAVEMENT}/", "/duties/revisions/",
)  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_only_who_works_here_sees_them(address, city, people, sit_down):
    nobody = factories.person("nobody", "无职")

    assert sit_down(nobody).get(address).status_code == 403
    assert sit_down(people.sun).get(address).status_code == 200


# --- two versions


def cut(city):
    """A street's list of four becomes two; one is taken back, one goes."""
    for number in range(1, 5):
        street_item(city.street, number)
    scope = Scope("street", street=city.street.code)
    kept, helped, taken, gone = standing_on(scope)
    revision = drafted()
    revisions.take_list(
        revision, scope,
        [kept, change(helped, title="协助巡查").item, change(taken, part=DutyPart.RECLAIMED, lead="D14").item],
        {gone.code: "D16"}, by=drafter(), at=AT,
    )  # fmt: skip
    consultation.ask(revision, until=UNTIL, by=drafter(), at=AT)
    approve(revision)


def test_two_versions_beside_each_other(city, people, sit_down):
    cut(city)
    chen = sit_down(people.chen)

    table = chen.get(COMPARISON, {"kind": "street", "street": city.street.code}).context["table"]

    assert (table.before, table.after, table.net, table.share) == (4, 2, "−2", "−50.00%")
    assert {key: count for key, _label, count in table.counts} == {"added": 0, "moved": 2, "removed": 0, "changed": 1}
    assert table.destinations == (("市城管局", 1), ("市水务局", 1))
    changed, taken, gone = table.rows
    assert [(word.before, word.after) for word in changed.words] == [("工地扬尘巡查2", "协助巡查")]
    assert (taken.destination, gone.destination) == ("市城管局", "市水务局")


def test_only_one_kind_of_difference_or_other_days(city, people, sit_down):
    cut(city)
    chen = sit_down(people.chen)
    asked_for = {"kind": "street", "street": city.street.code}

    moved = chen.get(COMPARISON, asked_for | {"show": "moved"}).context["table"]
    earlier = {"earlier": "2026-01-01", "later": "2026-02-01"}
    same = chen.get(COMPARISON, asked_for | earlier).context["table"]
    wrong = chen.get(COMPARISON, asked_for | {"earlier": "2026-02-01", "later": "2026-01-01"})

    assert (len(moved.rows), moved.before, moved.after) == (2, 4, 2)
    assert (same.before, same.after, same.rows) == (4, 4, ())
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["later"])


def test_a_comparison_costs_the_same_however_long_the_list(city, people, sit_down):
    cut(city)
    mei = sit_down(people.mei)
    address = f"{COMPARISON}?kind=street&street={city.street.code}"
    first = queries(mei, address)

    for number in (7, 8, 9):
        street_item(city.street, number, valid_from=DAY)

    assert (first, queries(mei, address)) == (18, 18)


# --- one item


def test_an_item_with_its_versions_and_what_each_changed(city, people, sit_down):
    approve(asked(change(standing()[PAVEMENT], lead="D16", basis="条例第三条")))
    chen = sit_down(people.chen)

    today = chen.get(reverse("partyorgs:duty", args=[PAVEMENT]))
    later = chen.get(reverse("partyorgs:duty", args=[PAVEMENT]), {"on": f"{DAY}"})

    assert (today.context["duty"].lead, later.context["duty"].lead) == (city.roads, city.water)
    newest, oldest = today.context["history"]
    assert [(word.before, word.after) for word in newest["words"]] == [("市城管局", "市水务局"), ("", "条例第三条")]
    assert (oldest["words"], oldest["row"].moved_to) == ((), city.water)
    assert chen.get("/duties/items/C-9/").status_code == 404
    assert chen.get(reverse("partyorgs:duty", args=[PAVEMENT]), {"on": "2026-13-01"}).status_code == 200


def test_an_item_handed_down_without_budget_warns(city, people, sit_down):
    lead = Department.objects.get(code="D14")
    DutyItem.objects.create(code="S-1", title="处罚", lead=lead, valid_from=factories.SINCE, valid_to=TODAY)
    street_item(city.street, code="S-1", valid_from=TODAY, transferred_power="处罚权", transferred_staff="2名")

    answer = sit_down(people.mei).get("/duties/items/S-1/")

    assert answer.context["warnings"] == ["Handed to the street without: budget."]


def test_the_page_of_an_item_costs_the_same_with_more_versions(city, people, sit_down):
    mei = sit_down(people.mei)
    approve(asked(change(standing()[PAVEMENT], title="甲")))
    address = reverse("partyorgs:duty", args=[PAVEMENT])
    first = queries(mei, address)

    approve(asked(change(standing()[PAVEMENT], title="乙"), on=DAY + timedelta(days=1)))
    dutyproposals.propose(DutyItem.objects.filter(code=PAVEMENT).first(), text="改", occasion="GD", by=drafter(), at=AT)

    assert queries(mei, address) == first == 13


def test_floors_above_add_their_parts(people, monkeypatch):
    monkeypatch.setattr(page_parts, "_makers", {})
    part = Part("_components/empty.html", PAVEMENT)
    page_parts.add(page_parts.DUTY, lambda actor, duty: part if actor.is_office else None)

    assert page_parts.of(page_parts.DUTY, acting(people.mei), PAVEMENT) == [part]
    assert page_parts.of(page_parts.DUTY, acting(people.chen), PAVEMENT) == []
    assert page_parts.of(page_parts.REVISION, acting(people.mei), PAVEMENT) == []


# --- proposals


def test_a_proposal_from_the_page_of_an_item_to_its_answer(city, people, sit_down):
    address = reverse("partyorgs:duty", args=[PAVEMENT])
    assert sit_down(people.wei).post(f"{address}propose/", {"text": "", "occasion": ""}).status_code == 422
    done = sit_down(people.wei).post(f"{address}propose/", {"text": "改由交通局主管", "occasion": "GD20261101000001"})
    assert done.status_code == 302

    proposal = DutyProposal.objects.get()
    answer = reverse("partyorgs:duty-proposal", args=[proposal.pk])
    assert sit_down(people.wei).post(answer, {"verdict": "reject", "answer": "不采纳"}).status_code == 403
    mei = sit_down(people.mei)
    assert mei.post(answer, {"verdict": "take_up"}).status_code == 422
    assert mei.post(answer, {"verdict": "reject", "answer": ""}).status_code == 422
    assert mei.post(answer, {"verdict": "take_up", "revision": drafted().pk}).status_code == 302

    proposal.refresh_from_db()
    assert (proposal.revision.title, proposal.by_name, proposal.duty.code) == ("2027年版", "赵伟", PAVEMENT)
    assert [row.text for row in mei.get("/duties/proposals/?tab=taken").context["listing"].rows] == ["改由交通局主管"]


def test_the_office_says_which_item_an_award_speaks_of(city, people, sit_down):
    proposal = DutyProposal.objects.create(text="明确主管", occasion="GD20261101000001", at=AT, by_name="裁定员")
    answer = reverse("partyorgs:duty-proposal", args=[proposal.pk])
    sent = {"verdict": "reject", "answer": "清单已明确"}
    mei = sit_down(people.mei)

    wrong = mei.post(answer, sent | {"code": "C-9"})
    done = mei.post(answer, sent | {"code": PAVEMENT})

    assert (wrong.status_code, list(wrong.context["form"].errors), done.status_code) == (422, ["code"], 302)
    shown = mei.get(reverse("partyorgs:duty", args=[PAVEMENT])).context["proposals"]
    assert [row.answer for row in shown] == ["清单已明确"]


def test_an_answered_proposal_is_not_answered_again(city, people, sit_down):
    proposal = dutyproposals.propose(None, text="新事项", occasion="来函", by=acting(people.wei), at=AT)
    dutyproposals.reject(proposal, answer="不采纳", by=drafter(), at=AT)

    answer = sit_down(people.mei).post(
        reverse("partyorgs:duty-proposal", args=[proposal.pk]), {"verdict": "reject", "answer": "再次"}
    )

    assert answer.status_code == 422
    proposal.refresh_from_db()
    assert proposal.answer == "不采纳"


def test_the_list_of_proposals_costs_the_same_for_one_row_and_three(city, people, sit_down):
    mei, row = sit_down(people.mei), DutyItem.objects.get(code=PAVEMENT)
    propose = {"text": "改", "occasion": "GD", "by": drafter(), "at": AT}
    dutyproposals.propose(row, **propose)
    first = queries(mei, "/duties/proposals/")

    dutyproposals.propose(row, **propose)
    dutyproposals.propose(None, **propose)

    assert queries(mei, "/duties/proposals/") == first == 7


# --- communities


def test_what_may_be_given_to_a_community(city, people, sit_down):
    lead, other = (Department.objects.get(code=code) for code in ("D14", "D16"))
    common = {"lead": lead, "valid_from": factories.SINCE, "level": "community"}
    for code, kind, part in (("Q-1", "community_duty", "basic"), ("Q-2", "community_duty", "cooperative"),
                             ("Z-1", "entry_permit", "")):  # fmt: skip
        DutyItem.objects.create(code=code, title="垃圾分类宣传", list_kind=kind, part=part, **common)
    wei = sit_down(people.wei)

    def ask(unit, words="垃圾 宣传"):
        answers = wei.get("/duties/communities/", {"unit": unit.code, "words": words}).context["answers"]
        return {row["item"].code: row["tone"] for row in answers}

    assert ask(lead) == {"Q-1": "green", "Q-2": "amber", "Z-1": "green"}
    assert ask(other)["Z-1"] == "red"
    assert ask(lead, "催收物业费") == {}
    assert wei.get("/duties/communities/", {"unit": "", "words": ""}).status_code == 422
