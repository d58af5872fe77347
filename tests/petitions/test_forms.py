"""One form an action: it asks for what the action takes, says what follows, and refuses in words."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import translation

from petitions import effects, guards
from petitions.enums import Action, Status
from petitions.forms.actions import FORMS
from petitions.models import WorkOrder
from tests.factories import acting, order_in, submit_petition

BY_NO_FORM = {Action.REGISTER, Action.ARCHIVE, Action.AUTO_SIGN}  # the intake has its own, the rest the system takes
NO_DATA = {"no_interest"}  # asked, and not told
FOR_THE_EVENT = {"reason", "instructions", "decision"}  # kept in the ledger by whatever name, read by nobody else


def form(action, data, order, by):
    return FORMS[action](data, order=order, by=acting(by))


def test_every_action_a_person_can_take_has_its_form():
    assert set(FORMS) == set(Action) - BY_NO_FORM


def _names_read_by(package):
    """Texts in the sources, among them the names under which guards and effects look for their data."""
    sources = [path.read_text() for path in Path(package.__path__[0]).glob("*.py")]
    nodes = (node for source in sources for node in ast.walk(ast.parse(source)))
    return {node.value for node in nodes if isinstance(node, ast.Constant)}


def test_fields_are_named_as_guards_and_effects_read_them():
    known = _names_read_by(guards) | _names_read_by(effects) | FOR_THE_EVENT

    asked = {name for kind in FORMS.values() for name in kind.base_fields}

    assert asked - known == NO_DATA


@pytest.mark.parametrize("action", FORMS)
def test_every_form_says_what_follows(action):
    with translation.override("en"):
        said = FORMS[action].consequence(WorkOrder(round=1))

    assert said.endswith(".")
    assert "%" not in said


def test_blanks_are_not_said(city, cast):
    order = order_in(Status.DISPATCHED)

    asked = form(Action.SIGN, {"handler_name": "孙七", "handler_phone": ""}, order, cast.wei)

    assert asked.is_valid()
    assert asked.said == {"handler_name": "孙七"}


def test_units_and_categories_are_sent_by_their_codes(city, cast):
    order = order_in(Status.ACCEPTED)

    given = form(Action.DISPATCH, {"lead": "D14", "assists": ["D15", "D16"]}, order, cast.mei)
    accepted = form(Action.ACCEPT, {"category": "020401"}, order, cast.mei)

    assert given.is_valid()
    assert given.said == {"lead": city.roads, "assists": [city.traffic, city.water]}
    assert accepted.is_valid()
    assert accepted.said == {"category": city.pavement}


def test_the_placeholder_and_closed_units_cannot_be_chosen(city, cast, wednesday):
    order = order_in(Status.ACCEPTED)
    city.water.valid_to = wednesday.date() - timedelta(days=1)
    city.water.save()

    for code in ("D00", "D16"):
        assert list(form(Action.DISPATCH, {"lead": code}, order, cast.mei).errors) == ["lead"]


def test_an_order_is_merged_into_one_its_reader_may_see(city, cast):
    order, other = submit_petition(), submit_petition()

    seen = form(Action.MERGE, {"primary": other.number, "reason": "同一处"}, order, cast.mei)
    hidden = form(Action.MERGE, {"primary": other.number, "reason": "同一处"}, order, cast.chen)

    assert seen.is_valid()
    assert seen.said["primary"] == other
    assert list(hidden.errors) == ["primary"]


REPLIES = [
    ("破损地砖已更换，有疑问请拨 0898-66661234。", []),  # the office's telephone may stand in a reply
    ("已更换，请联系 13800001234", ["13800001234"]),
    ("已到3栋501室门前查看", ["3栋501室"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "found"), REPLIES)
def test_a_reply_names_nobody(text, found, city, cast):
    order = order_in(Status.HANDLING)

    asked = form(Action.SUBMIT, {"result_code": "solved", "public_text": text}, order, cast.wei)

    assert asked.is_valid() == (not found)
    for word in found:
        assert word[-4:] in str(asked.errors["public_text"])


def test_a_planned_result_needs_its_day(city, cast):
    order = order_in(Status.HANDLING)
    data = {"result_code": "planned", "public_text": "已列入明年改造计划"}

    assert list(form(Action.SUBMIT, data, order, cast.wei).errors) == ["planned_on"]
    assert form(Action.SUBMIT, data | {"planned_on": "2027-03-01"}, order, cast.wei).is_valid()


def test_after_three_missed_calls_an_order_is_closed_without_answers(city, cast):
    order = order_in(Status.FOLLOW_UP)
    assert list(form(Action.CLOSE, {}, order, cast.mei).errors) == ["solved"]

    order.missed_calls = 3

    assert form(Action.CLOSE, {}, order, cast.mei).is_valid()


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"solved": "solved", "rating": "5"}, []),
        ({"solved": "solved", "rating": "2"}, ["cause"]),
        ({"solved": "unsolved"}, ["cause"]),
        ({"solved": "unsolved", "cause": "handling"}, []),
    ],
)
def test_who_is_unhappy_is_asked_for_the_cause(answers, wrong, city, cast):
    order = order_in(Status.FOLLOW_UP)

    assert list(form(Action.CLOSE, answers, order, cast.mei).errors) == wrong


def test_a_rating_is_a_number(city, cast):
    order = order_in(Status.FOLLOW_UP)

    asked = form(Action.CLOSE, {"solved": "solved", "rating": "4", "contacted": "yes"}, order, cast.mei)

    assert asked.is_valid()
    assert asked.said == {"solved": "solved", "rating": 4, "contacted": "yes"}


def test_a_finding_is_asked_for_only_where_somebody_verifies(city, cast):
    order = order_in(Status.SUBMITTED)

    assert list(form(Action.CLOSE_WITHOUT_CALL, None, order, cast.mei).fields) == []
    order.status = Status.VERIFYING
    assert list(form(Action.CLOSE_WITHOUT_CALL, None, order, cast.mei).fields) == ["finding"]
