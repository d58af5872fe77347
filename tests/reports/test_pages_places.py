"""Petitions by place in the browser: both trees, any day, every number opened."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override

from core.models import User
from partyorgs.models import Department, RoleGrant
from petitions.enums import Status
from tests.grids.mapping import merge, moment
from tests.reports.ground import GRIDS, NORTH, TIDE, found_city, petition

SPRING, JUNE = date(2026, 3, 10), date(2026, 6, 15)
ASKED = {"first": "2026-01-01", "last": "2026-12-31", "on": "2026-12-31"}
URL = "reports:places"


@pytest.fixture(autouse=True)
def _city(db, settings):
    settings.LANGUAGE_CODE = "en"
    found_city()
    for code in (*GRIDS, TIDE, ""):
        petition(code, SPRING)
    petition(GRIDS[0], SPRING, status=Status.REGISTERED)
    with override("en"):
        yield


def person(client, role, **grant):
    user = User.objects.create(username=role, name="王敏")
    RoleGrant.objects.create(user=user, role=role, valid_from=date(2020, 1, 1), **grant)
    client.force_login(user)
    return client


@pytest.fixture
def mei(client):
    return person(client, "supervisor")


def lines(answer):
    return [(line.name, line.counts.petitions) for line in answer.context["lines"]]


def ask(client, name=URL, **said):
    return client.get(reverse(name), ASKED | said)


def test_one_level_at_a_time_down_to_the_grids(mei):
    city = ask(mei)

    assert lines(city) == [("东湾区", 7), ("云溪区", 1)]
    assert (city.context["here"].counts.petitions, city.context["own"].counts.petitions) == (9, 1)
    assert lines(ask(mei, at="990102")) == [("望潮街道", 5), ("北栈街道", 2)]
    community = ask(mei, at=f"{TIDE}001")
    assert lines(community) == [("望潮社区第1网格", 2), ("望潮社区第2网格", 1)]
    assert [label for label, _url in community.context["path"]] == ["澄明市", "东湾区", "望潮街道", "望潮社区"]
    assert [line.url for line in community.context["lines"]] == ["", ""]


def test_party_tree_one_level_at_a_time(mei):
    city = ask(mei, tree="party")

    assert lines(city) == [("东湾区党组织", 7), ("云溪区党组织", 1)]
    assert lines(mei.get(city.context["lines"][0].url)) == [("望潮街道党组织", 5), ("北栈街道党组织", 2)]


def test_map_of_another_day_is_chosen(mei):
    merge(NORTH, TIDE, into=NORTH, on=JUNE, at=moment(JUNE))

    assert lines(ask(mei, at="990102")) == [("北栈街道", 7)]
    assert lines(ask(mei, at="990102", on="2026-03-31")) == [("望潮街道", 5), ("北栈街道", 2)]
    assert ask(mei, at=TIDE).status_code == 404


def test_every_number_opens_its_orders(mei):
    for tree in ("place", "party"):
        answer = ask(mei, tree=tree)
        for line in (*answer.context["lines"], answer.context["own"], answer.context["here"]):
            found = mei.get(line.orders_url).context["listing"]
            assert [found.counts[tab] for tab in ("all", "cases", "open")] == list(line.counts)


def test_both_trees_are_reconciled(mei):
    told = mei.get(ask(mei).context["reconciliation"]).context["told"]

    assert told.is_equal
    assert [(each.kind, each.petitions) for each in told.findings] == [("no_place", 1)]


def test_what_makes_no_sense_is_said_and_left_out(mei):
    answer = ask(mei, first="2026-12-31", last="2026-01-01")

    assert list(answer.context["form"].errors) == ["last"]
    assert ask(mei, at="nowhere").status_code == 404
    assert ask(mei, "reports:place-orders", at="nowhere").status_code == 404


def test_auditor_sees_figures_and_no_cases(client):
    auditor = person(client, "auditor")

    assert lines(ask(auditor)) == [("东湾区", 7), ("云溪区", 1)]
    assert [line.orders_url for line in ask(auditor).context["lines"]] == ["", ""]
    assert ask(auditor, "reports:place-orders").status_code == 403


def test_coordinator_sees_the_figures_of_what_they_may_see(client):
    office = Department.objects.create(
        code="D14", name="望潮街道办", short_name="望潮街道办", system="government", valid_from=date(2020, 1, 1)
    )
    hong = person(client, "street_coordinator", area_code=TIDE, department=office)

    assert lines(ask(hong, at="990102")) == [("望潮街道", 5), ("北栈街道", 0)]


def test_grid_worker_and_strangers_see_none(client):
    assert ask(person(client, "grid_worker", area_code=GRIDS[0])).status_code == 403


@pytest.mark.parametrize("more", [0, 3])
def test_pages_cost_the_same_at_any_size(more, mei, django_assert_num_queries):
    for _each in range(more):
        petition(GRIDS[2], SPRING)
    ask(mei)  # what the process keeps is read

    with django_assert_num_queries(9):
        ask(mei)
    with django_assert_num_queries(11):
        ask(mei, tree="party")
    with django_assert_num_queries(11):
        ask(mei, "reports:place-reconciliation")
    with django_assert_num_queries(11):
        ask(mei, "reports:place-orders")
