"""Who may read what of a petition, and when: rules in memory, then the doors they stand behind."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from core.actors import Actor, Grant
from partyorgs.enums import Role
from partyorgs.models import Department
from petitions import confidentiality, workflow
from petitions.confidentiality import is_by_rule
from petitions.enums import Action, Status
from petitions.models import Category, Petition, WorkOrder
from tests.factories import MANHOLE, PAVEMENT, acting, order_in, person, submit_petition

OPEN, CLOSED = SimpleNamespace(is_confidential=False), SimpleNamespace(is_confidential=True)
ROADS = 14


@pytest.mark.parametrize(
    ("kind", "category", "target", "text", "expected"),
    [
        ("help", OPEN, None, "", False),
        ("help", None, None, "", False),
        ("help", CLOSED, None, "", True),  # by the note of its category: minors, violence at home
        ("report", OPEN, None, "", True),
        ("complaint", OPEN, None, "", False),
        ("complaint", OPEN, ROADS, "", True),
        ("complaint", OPEN, None, "窗口工作人员态度恶劣", True),
        ("complaint", OPEN, None, "社区书记", True),
        ("complaint", OPEN, None, "阳光物业公司", False),
        ("help", OPEN, ROADS, "", False),
        ("inquiry", OPEN, None, "窗口工作人员", False),
        ("praise", OPEN, ROADS, "民警", False),
    ],
)
def test_what_is_confidential_though_nobody_asked(kind, category, target, text, expected):
    assert is_by_rule(kind, category, target_department_id=target, target_text=text) is expected


@pytest.mark.parametrize("flag", ["confidential_by_rule", "is_restricted"])
def test_a_category_about_minors_or_violence_makes_its_petitions_confidential(flag, cast):
    Category.objects.filter(code=PAVEMENT).update(**{flag: True})

    petition = submit_petition().petitions.get()

    assert (petition.confidential_requested, petition.confidential_by_rule) == (False, True)
    assert petition.work_order.is_confidential


def test_a_complaint_about_staff_is_taken_in_as_confidential(cast):
    order = submit_petition(kind="complaint", target_text="窗口工作人员")

    assert order.is_confidential
    assert order.petitions.get().confidential_by_rule


@pytest.mark.parametrize(
    ("said", "accepted"),
    [
        ({}, {"kind": "report"}),
        ({"target_text": "社区工作人员"}, {"kind": "complaint"}),
        ({"target_department": "D16"}, {"kind": "complaint"}),
    ],
)
def test_the_desk_closes_what_turns_out_to_be_confidential(said, accepted, cast):
    order = order_in(Status.REGISTERED, **said)
    category = Category.objects.get(code=PAVEMENT)

    order = workflow.advance(order, Action.ACCEPT, by=acting(cast.mei), at=order.registered_at, category=category,
                             **accepted)  # fmt: skip

    assert order.is_confidential
    assert order.petitions.get().confidential_by_rule


# --- the raw words


@pytest.fixture
def order(cast):
    return order_in(Status.HANDLING, category=MANHOLE)


def actor(user_id, *roles, department_id=None):
    return Actor(user_id, "某某", tuple(Grant(role, department_id) for role in roles))


def test_who_took_a_petition_down_reads_it_for_a_day(order, cast):
    registrar, colleague = actor(cast.mei.pk, "intake"), actor(cast.hong.pk, "intake")
    at = order.registered_at

    read = [
        confidentiality.may_read_raw(who, order, at=moment)
        for who, moment in [
            (registrar, at),
            (registrar, at + timedelta(hours=24)),
            (registrar, at + timedelta(hours=24, seconds=1)),
            (colleague, at),
        ]
    ]

    assert read == [True, True, False, False]


@pytest.mark.parametrize(("status", "expected"), [("handling", False), ("follow_up", True), ("closed", False)])
def test_callers_read_it_while_they_call(status, expected, order):
    order.status = status

    assert confidentiality.may_read_raw(actor(99, "caller"), order, at=order.registered_at) is expected


@pytest.mark.parametrize(("is_primary", "expected"), [(True, False), (False, True)])
def test_who_joined_a_closed_order_is_still_called(is_primary, expected, order):
    order.status, joined = Status.CLOSED, Petition(is_primary=is_primary)

    may = confidentiality.may_reveal(actor(99, "caller"), order, at=order.registered_at, petition=joined)

    assert may is expected


@pytest.mark.parametrize("role", ["dispatcher", "supervisor", "office_admin", "verifier", "arbitrator", "auditor"])
def test_everybody_else_at_the_office_reads_the_redacted_words(role, order):
    assert not confidentiality.may_read_raw(actor(99, role), order, at=order.registered_at)


def test_a_system_without_an_account_is_nobody_who_took_it_down(order):
    order.__dict__["_taken_down_by"] = None

    assert not confidentiality.may_read_raw(Actor(None, "12345", ()), order, at=order.registered_at)


# --- who may open an identity


ROLES = ["intake", "dispatcher", "verifier", "caller", "arbitrator", "deputy_convener", "supervisor", "office_admin",
         "auditor", "grid_worker"]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {"dispatcher", "supervisor", "office_admin"}),
        ({"is_confidential": True}, {"office_admin"}),
        ({"status": "follow_up"}, {"caller", "dispatcher", "supervisor", "office_admin"}),
        ({"status": "follow_up", "is_confidential": True}, {"caller", "office_admin"}),
        ({"is_anonymous": True}, set()),
    ],
)
def test_who_of_the_office_may_open_an_identity(changes, expected, order):
    for name, value in changes.items():
        setattr(order, name, value)

    open_to = {role for role in ROLES if confidentiality.may_reveal(actor(99, role), order, at=order.registered_at)}

    assert open_to == expected


@pytest.mark.parametrize(
    ("role", "is_confidential", "expected"),
    [
        ("liaison", False, True),
        ("handler", False, True),
        ("street_coordinator", False, True),
        ("dept_leader", False, False),
        ("liaison", True, False),
        ("office_admin", True, False),  # an approver who works for the unit is no approver
    ],
)
def test_who_of_the_unit_that_handles_it(role, is_confidential, expected, order):
    order.is_confidential = is_confidential
    unit = actor(99, role, department_id=order.lead_id)

    assert confidentiality.may_reveal(unit, order, at=order.registered_at) is expected


def test_never_the_unit_complained_about_nor_one_below_it(order, city):
    order.target_department = Department.objects.get(code="D01")  # all others stand below it
    units = [city.office, city.roads, city.water, city.street_office]
    roles = ["intake", "caller", "dispatcher", "office_admin", "liaison"]
    order.status = Status.FOLLOW_UP

    open_to = [
        (unit.code, role)
        for unit in units
        for role in roles
        if confidentiality.may_reveal(actor(99, role, department_id=unit.pk), order, at=order.registered_at)
    ]

    assert open_to == []
    assert confidentiality.may_reveal(actor(99, "office_admin"), order, at=order.registered_at)


def test_the_superior_of_the_unit_complained_about_may_call(order, city):
    order.target_department, order.lead = city.roads, city.office

    assert confidentiality.may_reveal(actor(99, "liaison", department_id=city.office.pk), order, at=order.registered_at)


# --- on the pages


def test_after_a_day_the_registrar_is_shown_what_everybody_is(cast, sit_down, monkeypatch):
    said = "我是兰小燕，电话13800001234，北门地砖破损。"
    order = submit_petition(content=said, is_confidential=True)
    lin = person("lin", "林", {"role": Role.INTAKE})
    url = reverse("petitions:order", args=[order.number])

    seen = {
        "registrar": said in sit_down(cast.mei).get(url).text,
        "colleague": said in sit_down(lin).get(url).text,
    }
    WorkOrder.objects.update(registered_at=order.registered_at - timedelta(hours=24))
    seen["registrar, a day later"] = said in sit_down(cast.mei).get(url).text

    assert seen == {"registrar": True, "colleague": False, "registrar, a day later": False}


def test_only_an_approver_is_offered_to_open_a_confidential_order(cast, sit_down):
    order = submit_petition(is_confidential=True)
    url = reverse("petitions:order", args=[order.number])
    office = {role: person(role, role, {"role": role}) for role in ("dispatcher", "supervisor", "office_admin")}

    offered = {role: sit_down(user).get(url).context["may_reveal"] for role, user in office.items()}
    answers = {
        role: sit_down(user).post(reverse("petitions:reveal", args=[order.number]), {"reason": "procedure"}).status_code
        for role, user in office.items()
    }

    assert offered == {"dispatcher": False, "supervisor": False, "office_admin": True}
    assert answers == {"dispatcher": 403, "supervisor": 403, "office_admin": 200}


def test_one_question_tells_who_took_it_down(cast, django_assert_num_queries):
    order = submit_petition()
    mei = acting(cast.mei)

    with django_assert_num_queries(1):
        for _ in range(3):
            confidentiality.may_read_raw(mei, order, at=order.registered_at)
