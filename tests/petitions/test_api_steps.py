"""Steps over REST: what can be done with an order and why not, and doing it."""

import ast
import logging
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from core.api.catalogue import CATALOGUE
from core.models import Event
from petitions import deadlines, permissions
from petitions.api import offer_answers, problems
from petitions.enums import Action, AssignmentRole, ClockName, Status
from petitions.forms.actions import FORMS
from petitions.models import ContactLog, IntegrityAlert, SlaRule, WorkOrder
from petitions.offers import Offer
from petitions.transitions import BY_ACTION
from tests import factories
from tests.factories import MANHOLE, PAVEMENT, STREET, order_in, submit_petition
from tests.petitions.rest import URL, Caller, faults, problem

two_sessions = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="an in-memory SQLite database has one session; PostgreSQL runs this"
)


# --- what can be done


@pytest.mark.parametrize("status", [
    Status.REGISTERED, Status.ACCEPTED, Status.DISPATCHED, Status.RETURN_PENDING, Status.ARBITRATING, Status.HANDLING,
    Status.SUSPENDED, Status.SUBMITTED, Status.VERIFYING, Status.FOLLOW_UP, Status.CLOSED, Status.MERGED,
])  # fmt: skip
def test_what_is_offered_is_what_the_page_offers(cast, call, status):
    order = order_in(status)
    for user in (cast.mei, cast.wei, cast.deputy, cast.ning, cast.hong):
        person = call(user)
        page = person.client.get(reverse("petitions:order", args=[order.number]))
        if page.status_code == 404:
            assert problem(person.get(order.number, "actions")) == (404, "not_found")
            continue

        told = person.get(order.number, "actions").json()

        assert (told["number"], told["version"]) == (order.number, order.version)
        assert {
            one["code"]: ((one["refusal"] or {}).get("text", ""), one["label"], one["consequence"])
            for one in told["actions"]
        } == {
            panel.key: (panel.disabled_reason, panel.label, panel.consequence) for panel in page.context["actions"]
        }  # fmt: skip


def test_a_step_that_waits_for_another_says_so(cast, call):
    told = call(cast.wei).get(order_in(Status.HANDLING).number, "actions").json()["actions"]

    submit = next(one for one in told if one["code"] == "submit")
    assert (submit["is_open"], submit["refusal"]["code"], submit["asks"]) == (False, "contact_first", [])
    assert submit["refusal"]["text"].startswith("Record the first contact")


def test_an_offer_tells_what_it_asks_for(cast, call):
    order = order_in(Status.DISPATCHED)
    told = call(cast.wei).get(order.number, "actions").json()["actions"]

    wanted = next(one for one in told if one["code"] == "request_return")
    fields = {field["name"]: field for field in wanted["asks"]}
    assert wanted["link"] == f"{URL}/{order.number}/actions/request_return"
    assert {name: (field["kind"], field["is_required"]) for name, field in fields.items()} == {
        "reason": ("choice", True), "basis": ("text", True), "suggested": ("unit", False), "new_facts": ("text", False),
    }  # fmt: skip
    assert fields["reason"]["choices"][0] == {"code": "R1", "label": "R1 not within our statutory duty"}
    assert fields["suggested"]["choices"] == []


KIND_OF = {
    Action.ACCEPT: {"category": "category"},
    Action.DISPATCH: {"lead": "unit", "assists": "units"},
    Action.MERGE: {"primary": "order"},
    Action.SETTLE_OBJECTION: {"unit": "unit", "released": "boolean"},
    Action.REQUEST_EXTENSION: {"days": "integer", "told_at": "moment"},
    Action.RENEW_SUSPENSION: {"review_on": "day"},
}


@pytest.mark.parametrize("action", FORMS)
def test_every_form_is_told_field_by_field(cast, city, action):
    order, mei = order_in(Status.HANDLING), factories.acting(cast.mei)

    (told,) = offer_answers.told(order, [Offer(action)], by=mei)["actions"]

    form = FORMS[action](order=order, by=mei)
    kinds = {field["name"]: field["kind"] for field in told["asks"]}
    assert list(kinds) == [bound.name for bound in form.visible_fields()]
    assert KIND_OF.get(action, {}).items() <= kinds.items()
    assert all(field["choices"] for field in told["asks"] if field["kind"] == "choice")


@pytest.mark.parametrize("action", FORMS)
def test_every_form_is_reached(cast, call, monkeypatch, action):
    """Whoever may take the step meets its form, which refuses what it does not know."""
    monkeypatch.setitem(permissions.MAY, action, lambda actor, case: True)
    order = order_in(min(BY_ACTION[action].sources, key=list(Status).index))

    response = call(cast.mei).take(order, action, nonsense="1")

    assert ("#/nonsense", "unknown_field") in faults(response)


def test_the_steps_of_the_system_have_no_address(cast, call):
    order = order_in(Status.DISPATCHED)

    for action in ("archive", "auto_sign", "register", "explode"):
        assert problem(call(cast.mei).take(order, action)) == (404, "not_found")
    assert problem(call(cast.mei).get(order.number, "actions", "sign")) == (405, "method_not_allowed")


# --- doing it


def test_an_order_goes_its_way_over_rest(cast, call, city):
    order, said = submit_petition(category=""), []

    def take(who, action, **data):
        response = call(who).take(order, action, **data)
        assert response.status_code == 200, response.json()
        said.append(response.json()["status"]["code"])
        return response.json()

    take(cast.mei, "accept", category=PAVEMENT, urgency="normal", kind="help")
    given = take(cast.mei, "dispatch", lead="D14", assists=["D15", "D16"], instructions=None)
    take(cast.wei, "sign", handler_name="市容二中队")
    take(cast.wei, "request_assist", unit="S" + STREET, piece="协助围挡")
    take(cast.mei, "deny_assist", decision="无需")
    take(cast.wei, "request_extension", reason="E1", days=2, plan="检测", told_at="2026-11-18T09:30:00+08:00")
    take(cast.mei, "extend", no_interest=True)
    take(cast.wei, "contact", method="phone", outcome="reached")
    take(cast.wei, "submit", result_code="solved", public_text="破损地砖已更换，路面恢复平整。")
    take(cast.mei, "to_verification")
    take(cast.mei, "verify", method="site", finding="现场已修复", no_interest=True)
    done = take(cast.mei, "close", solved="solved", rating=5, contacted="yes", may_publish=False)

    assert said == [
        "accepted", "dispatched", *["handling"] * 6, "submitted", "verifying", "follow_up", "closed",
    ]  # fmt: skip
    assert [unit["unit"]["code"] for unit in given["assists"]] == ["D15", "D16"]
    order = WorkOrder.objects.get()
    assert (order.category_id, order.rating) == (city.pavement.pk, 5)
    assert (done["version"], done["deadline"]["code"]) == (order.version, "unknown")
    assert [event.by_name for event in Event.objects.filter(kind="workorder.sign")] == ["赵伟"]


def test_orders_are_merged_by_number(cast, call):
    order, primary = submit_petition(), submit_petition()

    response = call(cast.mei).take(order, "merge", primary=primary.number, reason="同一处")

    assert (response.status_code, response.json()["status"]["code"]) == (200, "merged")
    assert WorkOrder.objects.get(pk=order.pk).merged_into == primary


@pytest.mark.parametrize(
    ("action", "said", "wrong"),
    [
        ("accept", {}, [("#/category", "required")]),
        ("accept", {"category": "999999"}, [("#/category", "invalid_choice")]),
        ("accept", {"category": {"code": PAVEMENT}}, [("#/category", "invalid")]),
        ("accept", {"category": PAVEMENT, "urgency": "panic"}, [("#/urgency", "invalid_choice")]),
        ("accept", {"category": PAVEMENT, "urgencey": "urgent"}, [("#/urgencey", "unknown_field")]),
        ("accept", {"category": "02\x00"}, [("#/category", "null_characters_not_allowed")]),
        ("accept", {"category": PAVEMENT, "version": "new"}, [("#/version", "invalid")]),
        ("answer", {"text": True}, [("#/text", "invalid")]),
        ("withdraw", {"confirmed": False}, [("#/confirmed", "required")]),
        ("withdraw", {"confirmed": "perhaps"}, [("#/confirmed", "invalid")]),
    ],
)
def test_a_value_that_does_not_do_is_named_with_its_remedy(cast, call, action, said, wrong):
    order = order_in(Status.REGISTERED)

    assert faults(call(cast.mei).take(order, action, **said)) == wrong
    assert WorkOrder.objects.get().version == order.version


@pytest.mark.parametrize("assists", ["D15", [["D15"]], ["D15", 7, "D99"]])
def test_units_are_a_list_of_codes(cast, call, assists):
    found = faults(call(cast.mei).take(order_in(Status.ACCEPTED), "dispatch", lead="D14", assists=assists))

    assert {pointer for pointer, _code in found} == {"#/assists"} or found == [("#/assists/0", "invalid")]


@pytest.mark.parametrize("body", ["[]", '"text"', "3", "null"])
def test_a_body_that_is_no_object_is_refused(cast, sit_down, body):
    url, headers = f"{URL}/{order_in(Status.DISPATCHED).number}/actions/sign", {"Idempotency-Key": "k"}

    response = sit_down(cast.wei).post(url, body, content_type="application/json", headers=headers)

    assert problem(response) == (400, "invalid_input")


def test_what_a_rule_has_against_a_value_stands_at_its_field(cast, call):
    order = order_in(Status.ACCEPTED)

    found = faults(call(cast.mei).take(order, "dispatch", lead="D14", assists=["D14"]))

    assert found == [("#/assists", "twice")]
    assert WorkOrder.objects.get().status == Status.ACCEPTED


def test_a_step_of_somebody_else_is_forbidden_and_logged(cast, call, caplog):
    order = order_in(Status.VERIFYING)

    with caplog.at_level(logging.WARNING, "petitions.workflow"):
        response = call(cast.wei).take(order, "verify", finding="已修复")

    assert problem(response) == (403, "not_permitted")
    assert response.json()["detail"].startswith("Not open to you: verification passed.")
    assert [record.getMessage() for record in caplog.records if record.name == "petitions.workflow"] == [
        f"Refused verify of order {order.number} in state verifying for 赵伟: not permitted"
    ]


def test_a_step_the_table_does_not_have_is_a_conflict_and_logged(cast, call, caplog):
    order = order_in(Status.SUBMITTED)

    with caplog.at_level(logging.WARNING, "petitions.workflow"):
        response = call(cast.wei).take(order, "request_return")

    assert problem(response) == (409, "wrong_state")
    assert "The order is now “to be reviewed”; your step was not taken." in response.json()["detail"]
    assert [record.getMessage() for record in caplog.records if record.name == "petitions.workflow"] == [
        f"Refused request_return of order {order.number} in state submitted for 赵伟: wrong state"
    ]


def test_what_the_order_does_not_admit_is_a_conflict_with_its_reason(cast, call):
    order = order_in(Status.HANDLING)

    response = call(cast.wei).take(order, "submit", result_code="solved", public_text="已更换地砖")

    assert problem(response) == (409, "contact_first")
    assert response.json()["detail"].startswith("Record the first contact")
    assert WorkOrder.objects.get().version == order.version


def test_a_step_without_a_time_limit_says_which_and_is_done_once_it_is_there(cast, call):
    order = order_in(Status.DISPATCHED)
    contact = SlaRule.objects.filter(clock=ClockName.CONTACT)
    rules = list(contact)
    contact.delete()
    deadlines.changed()

    response = call(cast.wei).take(order, "sign")

    assert problem(response) == (409, "no_limit")
    assert f"“{ClockName.CONTACT.label}”" in response.json()["detail"]
    assert WorkOrder.objects.get().status == Status.DISPATCHED
    SlaRule.objects.bulk_create(rules)
    deadlines.changed()
    assert call(cast.wei).take(order, "sign").status_code == 200


def test_every_obstacle_has_its_code_in_the_catalogue():
    raised = set()
    for path in Path(settings.BASE_DIR, "petitions").glob("**/*.py"):
        if path.parent.name in ("guards", "effects") or path.name in ("extensions.py", "exclusions.py"):
            raised |= set(_obstacles(ast.parse(path.read_text())))

    assert raised <= {*problems.OBSTACLES, "no_limit"}
    assert {CATALOGUE[code].status for code in (*problems.OBSTACLES, *problems.SECOND)} == {409}


def _obstacles(tree):
    for node in ast.walk(tree):
        words = {word.arg: word.value for word in getattr(node, "keywords", ())}
        if isinstance(node, ast.Call) and "code" in words and "field" not in words:
            yield words["code"].value


def test_the_same_request_is_answered_once_more_and_done_once(cast, call):
    order, wei = order_in(Status.HANDLING), call(cast.wei)

    first, again = (wei.take(order, "contact", key="once", method="phone", outcome="unreached") for _ in range(2))

    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert ContactLog.objects.count() == 1
    response = wei.client.post(f"{URL}/{order.number}/actions/contact", "{}", content_type="application/json")
    assert problem(response) == (400, "idempotency_key_required")


def test_a_step_follows_what_was_seen(cast, call):
    order, wei = order_in(Status.HANDLING), call(cast.wei)
    said = {"method": "phone", "outcome": "unreached"}
    tag = wei.get(order.number).headers["ETag"]

    assert wei.take(order, "contact", version=order.version, headers={"If-Match": tag}, **said).status_code == 200
    by_version = wei.take(order, "contact", version=order.version, **said)
    by_tag = wei.take(order, "contact", headers={"If-Match": tag}, **said)
    any_tag = wei.take(order, "contact", headers={"If-Match": "*"}, **said)

    assert problem(by_version) == (409, "changed")
    assert problem(by_tag) == (412, "precondition_failed")
    assert "赵伟 was faster: “Record contact”" in by_version.json()["detail"] == by_tag.json()["detail"]
    assert any_tag.status_code == 200
    assert ContactLog.objects.count() == 2


def test_a_unit_that_withdraws_for_the_petitioner_is_on_record(cast, call):
    order, wei = order_in(Status.HANDLING), call(cast.wei)

    first, second = (wei.take(order, "withdraw", key="k", confirmed=True) for _ in range(2))

    assert problem(first) == problem(second) == (403, "not_permitted")
    alert = IntegrityAlert.objects.get()
    assert (alert.kind, alert.department.code, alert.by_name) == ("withdrawal_pressure", "D14", "赵伟")
    assert Event.objects.filter(kind="workorder.integrity_alert").count() == 2
    assert WorkOrder.objects.get().status == Status.HANDLING


@pytest.mark.parametrize("who", ["deputy", "mei"])
def test_others_who_may_not_withdraw_raise_no_alert(cast, call, who):
    order = order_in(Status.SUBMITTED)

    response = call(getattr(cast, who)).take(order, "withdraw", confirmed=True)

    assert response.status_code == {"deputy": 403, "mei": 409}[who]
    assert not IntegrityAlert.objects.exists()


def test_an_assist_is_settled_by_the_code_of_its_unit(cast, call, city):
    order, mei = order_in(Status.HANDLING), call(cast.mei)
    assert mei.take(order, "add_assist", unit="D16", piece="查看井盖").status_code == 200
    assert call(cast.chen).take(order, "object_assist", reason="非我局职责").status_code == 200

    told = call(cast.mei).get(order.number, "actions").json()["actions"]
    asked = next(one for one in told if one["code"] == "settle_objection")["asks"][0]
    response = call(cast.mei).take(order, "settle_objection", unit="D16", released=True, decision="同意")

    assert {choice["code"] for choice in asked["choices"]} == {"D15", "D16"}
    assert response.status_code == 200
    assert [unit["unit"]["code"] for unit in response.json()["assists"]] == ["D15"]
    assert not order.assignments.filter(role=AssignmentRole.ASSIST, department=city.water, is_active=True).exists()


def test_the_unit_of_an_urgent_matter_is_told_what_is_critical(cast, call):
    order = order_in(Status.DISPATCHED, category=MANHOLE)

    told = call(cast.wei).get(order.number, "actions").json()["actions"]

    assert next(one for one in told if one["code"] == "request_return")["refusal"]["code"] == "critical"


@two_sessions
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_seen", [True, False])
def test_of_two_who_sign_at_once_one_is_told_who_signed(is_seen):
    factories.make_city()
    order, wei = order_in(Status.DISPATCHED), factories.people().wei
    answers, start = [], threading.Barrier(2, timeout=10)

    def sign(name):
        client = Client(headers={"accept-language": "en"})
        try:
            client.force_login(wei)
            start.wait()
            said = {"handler_name": name} | ({"version": order.version} if is_seen else {})
            answers.append(Caller(client).take(order, "sign", key=name.encode().hex(), **said))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sign, args=[name]) for name in ("孙七", "周八")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    won, lost = sorted(answers, key=lambda answer: answer.status_code)
    assert (won.status_code, problem(lost)) == (200, (409, "wrong_state"))
    assert lost.json()["detail"].startswith("赵伟 was faster: “Sign” on ")
    assert Event.objects.filter(kind="workorder.sign").count() == 1
