"""Acceptance tests 1 to 9 of practice §6.6, and that no door lists petitions by person.

Each walks whatever addresses the portal has, so a page that is added later is held to the same.
"""

import json
import logging
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import FieldError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_filters import FilterSet
from drf_spectacular.generators import SchemaGenerator

from core import files
from core.models import Attachment, Event, Notice
from partyorgs.enums import Role
from petitions import disclosures, factslips, workflow
from petitions.enums import Action, Status
from petitions.models import (
    IdentityDisclosure,
    IntegrityAlert,
    Petition,
    PetitionerProfile,
    WorkOrder,
)
from tests.factories import MANHOLE, acting, order_in, person, submit_petition
from tests.test_urls import PAGES, PUBLIC

NAME, PHONE, DOOR = "兰小燕", "13800001234", "3栋501室"
RAW = f"我是{NAME}，电话{PHONE}，住纸鲸苑{DOOR}，门口的井盖又不见了。"
RECORDING = "lan-13800001234.mp3"
SECRETS = (NAME, PHONE, DOOR, RECORDING, "兰**", "138****1234")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@pytest.fixture
def secret(cast, wednesday):
    """A confidential order that Wei's department handles, with a recording; the office has looked at it."""
    order = order_in(
        Status.HANDLING, category=MANHOLE, is_confidential=True, content=RAW, name=NAME, phone=PHONE,
        wish=f"请回电{PHONE}", source="rx", external_no="RX1",
    )  # fmt: skip
    by, petition = acting(cast.mei), order.petitions.get()
    files.keep(ContentFile(b"ID3\x03" + bytes(2000), RECORDING), petition, by=by, at=order.registered_at)
    disclosures.reveal(petition, order, by=by, at=wednesday, reason="contact", note=f"打{PHONE}")
    workflow.advance(order, Action.CONTACT, by=acting(cast.wei), at=order.updated_at, method="phone", outcome="reached")
    return WorkOrder.objects.get(pk=order.pk)


def addresses(**values):
    """Every page of the portal, with each parameter filled with what there is."""
    values = {"number": [""], "pk": ["1"], "action": list(Action), "year": ["2026"], "code": ["D14"]} | values
    for path, name, _view in PAGES:
        if name in PUBLIC or name == "logout" or path.startswith("api"):
            continue
        wanted = PARAMETER.findall(path)
        if "^" in path or not set(wanted) <= set(values):
            continue
        filled = [path]
        for parameter in wanted:
            filled = [
                PARAMETER.sub(lambda _match, value=value: str(value), each, count=1)
                for each in filled
                for value in values[parameter]
            ]
        yield from (f"/{each}" for each in filled)


def read(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace") + json.dumps(dict(response.headers))


def leaks(client, urls, secrets=SECRETS):
    """Where one of the secrets stands in what somebody is answered, by looking or by trying every step."""
    found = {}
    for url in urls:
        answers = [client.get(url)]
        if "/orders/GD" in url:
            answers.append(client.post(url, {}))
        for answer in answers:
            seen = [secret for secret in secrets if secret in read(answer)]
            if seen:
                found[url] = seen
    return found


def pks():
    return [str(pk) for pk in range(1, 4)]


# --- 1


def test_1_the_lead_handler_of_a_confidential_order_meets_no_name_phone_or_recording(
    secret, cast, sit_down, caplog, client
):
    caplog.set_level(logging.DEBUG)
    petition = secret.petitions.get()
    urls = [*addresses(number=[secret.number], pk=[*pks(), *map(str, Attachment.objects.values_list("pk", flat=True))])]
    api = ["/api/v1/petitions", f"/api/v1/petitions/{petition.number}", f"/api/v1/orders/{secret.number}/actions"]

    wei = sit_down(cast.wei)
    shown = wei.get(reverse("petitions:order", args=[secret.number])).text

    assert leaks(wei, [*urls, *api]) == {}
    assert RAW not in shown
    assert "门口的井盖又不见了" in shown  # the redacted words are what the unit works with
    assert not any(word in caplog.text for word in SECRETS)


def test_1_nor_in_a_search_a_notice_or_the_ledger(secret, cast, sit_down):
    wei = sit_down(cast.wei)

    found = {q: wei.get(reverse("petitions:orders"), {"q": q}).context["listing"].total for q in (NAME, PHONE, DOOR)}
    kept = json.dumps(
        [*Event.objects.values_list("data", flat=True), *Notice.objects.values_list("data", flat=True)],
        ensure_ascii=False,
    )

    assert found == {NAME: 0, PHONE: 0, DOOR: 0}
    assert wei.get(reverse("petitions:orders"), {"q": "井盖又不见了"}).context["listing"].total == 1
    assert not any(word in kept for word in SECRETS)
    assert not any(word in secret.search_text for word in SECRETS)


def test_1_while_those_who_took_it_down_meet_all_of_it(secret, cast, sit_down):
    """So that the tests above look for something that is there."""
    mei = sit_down(cast.mei)
    url = reverse("petitions:order", args=[secret.number])

    page = mei.get(url).text
    shown = mei.post(reverse("petitions:reveal", args=[secret.number]), {"reason": "contact"}).text

    assert all(words in page for words in (RAW, RECORDING))
    assert all(words in shown for words in (NAME, PHONE))
    assert leaks(mei, [url])[url] == [NAME, PHONE, DOOR, RECORDING, "兰**", "138****1234"]


def test_1_the_recording_is_not_to_be_had(secret, cast, sit_down):
    recording = Attachment.objects.get()
    url = reverse("petitions:file", args=[secret.number, recording.pk])

    assert sit_down(cast.wei).get(url).status_code == 404
    assert sit_down(cast.mei).get(url).status_code == 200


# --- 2 and 3


@pytest.fixture
def complaint(cast):
    """ST-04: a report on illegal building; the accused is a relative of somebody of Wei's department."""
    return submit_petition(
        kind="report", content=RAW, name=NAME, phone=PHONE, target_department="D14", target_text="某工作人员的亲属",
        address="纸鲸苑北门",
    )  # fmt: skip


TOLD = {"place": "纸鲸苑北门", "facts": "楼顶有未报建的搭建。", "demand": "核实并依法处理。"}


def test_2_the_unit_complained_about_gets_404_on_the_order_and_sees_only_its_slip(complaint, cast, sit_down):
    slip = factslips.write(complaint, by=acting(cast.mei), at=complaint.registered_at, **TOLD)
    wei = sit_down(cast.wei)
    of_the_order = [url for url in addresses(number=[complaint.number], pk=pks()) if complaint.number in url]

    answers = {url: (wei.get(url).status_code, wei.post(url, {}).status_code) for url in of_the_order}
    others = [*addresses(number=[slip.number], pk=pks()), "/api/v1/petitions"]

    assert complaint.is_confidential
    assert reverse("petitions:order", args=[complaint.number]) in answers
    assert {status for statuses in answers.values() for status in statuses} <= {403, 404, 405}
    assert 404 in answers[reverse("petitions:order", args=[complaint.number])]
    assert leaks(wei, others, (*SECRETS, complaint.title, complaint.petitions.get().number)) == {}
    assert TOLD["facts"] in wei.get(reverse("petitions:slip", args=[slip.number])).text


def test_2_it_is_told_nothing_by_notices_either(complaint, cast):
    assert not Notice.objects.filter(user_id=cast.wei.pk).exists()


def test_3_a_company_is_given_a_sheet_without_the_number_of_the_order(complaint, cast, sit_down):
    """Companies have no accounts: the office prints the sheet."""
    slip = factslips.write(complaint, by=acting(cast.mei), at=complaint.registered_at, party="阳光物业公司", **TOLD)
    petition = complaint.petitions.get()

    sheet = sit_down(cast.mei).get(reverse("petitions:slip", args=[slip.number])).text

    assert all(words in sheet for words in (*TOLD.values(), "阳光物业公司", slip.number))
    assert not any(words in sheet for words in (*SECRETS, complaint.number, petition.number, complaint.title))


# --- 4


def test_4_a_look_needs_a_reason_leaves_a_row_and_the_eleventh_an_approval(cast, sit_down):
    order = order_in(Status.HANDLING, category=MANHOLE)
    url = reverse("petitions:reveal", args=[order.number])
    du = person("du", "杜明", {"role": Role.SUPERVISOR})
    wei = sit_down(cast.wei)

    without = wei.post(url, {}).status_code
    rows = [(wei.post(url, {"reason": "contact"}).status_code, IdentityDisclosure.objects.count()) for _ in range(11)]
    sit_down(du).post(reverse("petitions:disclosure-grant", args=[cast.wei.pk]), {"reason": "逐户联系"})
    approved = sit_down(cast.wei).post(url, {"reason": "contact"}).status_code

    assert without == 422
    assert rows == [(200, count) for count in range(1, 11)] + [(422, 10)]
    assert approved == 200


# --- 5


def _filtersets(kind=FilterSet):
    for child in kind.__subclasses__():
        yield child
        yield from _filtersets(child)


OF_PERSONS = re.compile(r"petitioner|contact_hash|phone|(?<!user__)(?<!by_)(?<!place_)name$", re.IGNORECASE)


def test_5_no_list_filters_by_petitioner():
    """Staff may be looked for by name, in the record of what they looked at; petitioners may not."""
    by_person = [
        f"{kind.__name__}.{name}"
        for kind in _filtersets()
        if not kind.__module__.startswith(("django_filters", "core.gallery", "tests"))
        for name, each in kind.base_filters.items()
        if OF_PERSONS.search(str(each.field_name)) and not _is_of_a_rule(kind, each.field_name)
    ]

    assert by_person == []


def _is_of_a_rule(kind, field_name):
    """Units, places and the like have names too."""
    model = kind._meta.model
    return model is not None and model._meta.app_label != "petitions" and "petitioner" not in field_name


def test_5_the_administration_neither_shows_nor_searches_them():
    shown = {model._meta.label for model in admin.site._registry}
    searched = [name for site in admin.site._registry.values() for name in site.search_fields]

    assert shown.isdisjoint({"petitions.Petition", "petitions.PetitionerProfile", "petitions.WorkOrder"})
    assert not any("petition" in name or "contact" in name for name in searched)


def test_5_searching_a_telephone_number_is_not_offered_and_finds_nothing(secret, cast, sit_down):
    mei = sit_down(cast.mei)
    every = len(mei.get("/api/v1/petitions").json()["results"])

    assert mei.get(reverse("petitions:orders"), {"q": PHONE}).context["listing"].total == 0
    assert mei.get(f"/api/v1/petitioners?phone={PHONE}").status_code == 404
    for name in ("phone", "name", "petitioner", "contact_hash", "q"):
        answer = mei.get("/api/v1/petitions", {name: "13900009999"})
        assert answer.status_code in (400, 404) or len(answer.json()["results"]) == every == 1


def test_5_the_api_has_no_parameter_for_a_person():
    schema = SchemaGenerator().get_schema(request=None, public=True)

    offered = {
        parameter["name"]
        for path in schema["paths"].values()
        for method in path.values()
        for parameter in method.get("parameters", ())
    }

    assert "external_no" in offered
    assert not any(OF_PERSONS.search(name) or name in ("q", "search") for name in offered)


@pytest.mark.parametrize("field", ["name", "phone", "address"])
def test_5_the_database_cannot_be_asked_either(field, secret):
    with pytest.raises(FieldError):
        PetitionerProfile.objects.filter(**{field: PHONE}).exists()


# --- 6


@pytest.mark.parametrize("heading", ["民族", "宗教", "政治面貌", "身份证号"])
def test_6_an_import_with_such_a_column_is_refused_by_its_name(heading, cast, sit_down):
    table = SimpleUploadedFile("a.csv", f"诉求内容,诉求渠道,{heading}\n路灯不亮了,网上,某\n".encode())

    answer = sit_down(cast.mei).post(reverse("petitions:imports"), {"file": table})

    assert answer.status_code == 422
    assert heading in answer.text
    assert not Petition.objects.exists()


# --- 7


def test_7_two_petitions_from_one_telephone_are_flagged_and_nothing_lists_them(cast, sit_down):
    first = submit_petition(category=MANHOLE)
    WorkOrder.objects.filter(pk=first.pk).update(
        status=Status.CLOSED, closed_at=first.registered_at, clock="", clock_started_at=None, due_at=None,
        lead=cast.wei.grants.get().department,
    )  # fmt: skip

    second = submit_petition(category=MANHOLE, name="", content="同一处井盖又不见了，请再来看看。")
    stranger = submit_petition(category=MANHOLE, phone="13900005678")
    mei = sit_down(cast.mei)
    page = mei.get(reverse("petitions:order", args=[second.number])).text

    assert [order.is_repeat for order in (first, second, stranger)] == [False, True, False]
    assert first.number not in page
    assert mei.get(reverse("petitions:orders"), {"repeat": "true"}).context["listing"].total == 1


def test_7_no_row_joins_two_petitions_to_one_person():
    """A profile belongs to one petition, as its key; nothing else refers to it, and nothing else holds its columns."""
    profile = PetitionerProfile._meta
    relations = [field.name for field in profile.get_fields() if field.is_relation]
    referring = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model is PetitionerProfile and not field.auto_created
    ]
    hashed = [
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.fields
        if field.name == "contact_hash" or "phone" in field.name
    ]

    assert (relations, profile.pk.name, profile.pk.unique) == (["petition"], "petition", True)
    assert referring == []
    assert set(hashed) == HAVE_A_TELEPHONE


# The petitioner's, sealed and as a keyed hash; the others are office telephones of staff.
HAVE_A_TELEPHONE = {
    "petitions.PetitionerProfile", "core.User", "partyorgs.Post", "petitions.Assignment", "partyorgs.OnCall",
    "partyorgs.CoordinationMechanism", "partyorgs.MemberDepartment", "partyorgs.StationedUnit",
    "grids.PropertyCompany",
}  # fmt: skip


def test_7_the_keyed_hash_serves_the_repeat_flag_alone():
    folder = apps.get_app_config("petitions").path
    users = sorted(
        path.relative_to(folder).as_posix()
        for path in Path(folder).rglob("*.py")
        if "contact_hash" in path.read_text() and "migrations" not in path.parts
    )

    assert users == ["intake.py", "models/petition.py"]


# --- 8


def test_8_a_department_that_withdraws_is_refused_and_reported(cast, sit_down):
    order = order_in(Status.HANDLING, category=MANHOLE)

    answer = sit_down(cast.wei).post(
        reverse("petitions:act", args=[order.number, "withdraw"]), {"confirmed": "on", "reason": "诉求人同意撤回"}
    )

    order.refresh_from_db()
    alert = IntegrityAlert.objects.get()
    assert answer.status_code == 403
    assert order.status == Status.HANDLING
    assert (alert.work_order, alert.by_name, alert.department.code) == (order, "赵伟", "D14")


# --- 9


def test_9_there_is_no_public_page_with_figures():
    """Nothing is published yet: whoever has no account reaches the log-in and the language switch. A page of public
    figures has to come with the suppression of small cells, and to be named here."""
    assert set(PUBLIC) == {"login", "core:set-language"}
