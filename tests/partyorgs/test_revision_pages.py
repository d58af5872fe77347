"""A revision on the screen: drafted, written line by line or as a whole list, asked about, decided."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.kept import forget_all
from core.models import Notice
from partyorgs import consultation, revisions
from partyorgs.dutylists import Scope
from partyorgs.dutyversions import standing as standing_on
from partyorgs.models import DutyItem, DutyRevision
from tests import factories
from tests.factories import acting, person
from tests.partyorgs.dutylisting import (
    AT,
    HALLWAY,
    MANHOLE,
    PAVEMENT,
    UNTIL,
    add,
    approve,
    asked,
    change,
    drafted,
    drafter,
    drop,
    standing,
    street_item,
)

HEAD = {"title": "2027年版", "effective_on": "2027-01-01", "document": "澄编办〔2026〕9号", "reason": ""}


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


@pytest.fixture
def ming(city, sit_down):
    """The administrator who drafts."""
    drafter()
    return lambda: sit_down(person("ming", "明起草"))


def url(revision, name="revision", *args):
    return reverse(f"partyorgs:{name}", args=[revision.pk, *args])


def step(revision, name):
    return url(revision, "revision-act", name)


def keys(answer):
    return {panel.key: panel.disabled_reason for panel in answer.context["actions"]}


def line_of(item, **said):
    """What a browser would send for the form of an item."""
    sent = {name: getattr(item, name) for name in LINE_FIELDS} | {"cooperating": "；".join(item.cooperating)}
    return {name: value for name, value in (sent | said).items() if value}


LINE_FIELDS = (
    "code", "title", "list_kind", "street", "part", "group", "level", "lead", "basis", "superior_duty", "street_duty",
    "transferred_power", "transferred_staff", "transferred_budget", "territory_allowed",
)  # fmt: skip


# --- drafting


def test_from_a_draft_to_a_list_in_force(city, people, sit_down, ming):
    assert ming().post("/duties/revisions/new/", HEAD).status_code == 302
    revision = DutyRevision.objects.get()
    item = standing()[PAVEMENT]
    sent = line_of(item, title="人行道维护", lead="D16", cooperating="市城管局；D15")
    assert ming().post(url(revision, "revision-line", PAVEMENT), sent).status_code == 302
    dropped = {"drop": "1", "moved_to": "D16"}
    assert ming().post(url(revision, "revision-line", MANHOLE), dropped).status_code == 302
    assert ming().post(step(revision, "ask"), {"until": f"{UNTIL}"}).status_code == 302
    objection = {"stance": "object", "text": "无人接手"}
    speak = url(revision, "revision-speak", "D14", "opine")
    assert sit_down(people.wei).post(speak, objection).status_code == 302

    deputy = sit_down(people.deputy)
    assert "市城管局" in keys(deputy.get(url(revision)))["approve"]
    deputy.post(step(revision, "approve"), {"decision": "同意"})
    assert DutyItem.objects.get(code=MANHOLE).valid_to is None

    answer = url(revision, "revision-speak", "D14", "answer")
    assert ming().post(answer, {"text": "由市水务局接手"}).status_code == 302
    assert sit_down(people.deputy).post(step(revision, "approve"), {"decision": "同意"}).status_code == 302
    row = DutyItem.objects.get(code=PAVEMENT, valid_to=None)
    assert (row.title, row.lead, row.revision) == ("人行道维护", city.water, revision)
    assert [part.department.code for part in row.cooperations.order_by("order")] == ["D14", "D15"]
    assert DutyItem.objects.get(code=MANHOLE).moved_to == city.water


def test_what_is_wrong_stands_in_the_form(city, people, ming):
    revision = drafted()
    item = standing()[PAVEMENT]
    address = url(revision, "revision-line", PAVEMENT)

    def errors(**said):
        answer = ming().post(address, line_of(item, **said))
        assert answer.status_code == 422
        return list(answer.context["form"].errors)

    assert errors(cooperating="市气象局") == ["cooperating"]
    assert errors(part="basic") == ["part"]
    assert errors(level="community") == ["level"]
    assert not revision.changes.exists()


def test_an_added_item_names_the_categories_it_is_dispatched_by(city, people, ming):
    revision = drafted()
    sent = {"code": "C-020403", "title": "路灯不亮", "list_kind": "department", "lead": "D14", "basis": "条例"}

    wrong = ming().post(url(revision, "revision-line-add"), sent | {"categories": "照明"})
    done = ming().post(url(revision, "revision-line-add"), sent | {"categories": "020403；020404"})

    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["categories"])
    assert done.status_code == 302
    assert revision.changes.get().categories == ["020403", "020404"]
    again = ming().get(url(revision, "revision-line", "C-020403"))
    assert again.context["form"].initial["title"] == "路灯不亮"


def test_an_item_is_looked_up_by_its_code_and_a_line_taken_out(city, people, ming):
    revision = drafted(drop(standing()[MANHOLE]))

    assert ming().get(url(revision, "revision-line-look-up"), {"code": PAVEMENT}).url == url(
        revision, "revision-line", PAVEMENT
    )
    assert ming().get(url(revision, "revision-line-look-up"), {"code": "C-9"}).url == url(revision)
    assert ming().get(url(revision, "revision-line", "C-9")).status_code == 404
    ming().post(url(revision, "revision-strike", MANHOLE))
    assert not revision.changes.exists()


def test_nobody_else_writes(city, people, sit_down):
    revision = drafted(drop(standing()[MANHOLE]))
    asked_about = asked(drop(standing()[PAVEMENT]), title="已征求")
    wei = sit_down(people.wei)

    assert wei.get(url(revision)).status_code == 404  # drafts are the office's own
    for name, *args in (("revision-line", PAVEMENT), ("revision-line-add",), ("revision-list",)):
        assert wei.get(url(asked_about, name, *args)).status_code == 403
    assert wei.post(url(asked_about, "revision-strike", PAVEMENT)).status_code == 403
    assert wei.get("/duties/revisions/new/").status_code == 403
    for name in ("ask", "describe", "redraft", "withdraw", "approve", "reject"):
        assert wei.post(step(asked_about, name)).status_code == 403
    assert wei.post(step(asked_about, "burn")).status_code == 404
    assert wei.post(url(asked_about, "revision-speak", "D14", "answer"), {"text": "好"}).status_code == 403
    assert wei.post(url(asked_about, "revision-speak", "D16", "opine"), {"stance": "agree"}).status_code == 403


# --- a whole list


TABLE = "编码,事项名称,主管部门,清单类型,上级部门职责,乡镇（街道）配合职责,去向\n"


def test_a_street_list_is_cut_by_handing_it_in(city, people, ming):
    for number in range(1, 4):
        street_item(city.street, number)
    revision = drafted()
    code = f"S-{city.street.code}"
    rows = ("001,工地扬尘巡查1,,基本履职,,,", "002,甲,市城管局,上级收回,,,市城管局", "003,乙,,,,,D16")
    content = TABLE + "\n".join(f"{code}-{row}" for row in rows)
    file = SimpleUploadedFile("list.csv", content.encode("gb18030"))

    done = ming().post(url(revision, "revision-list"), {"kind": "street", "street": city.street.code, "file": file})

    assert done.status_code == 302
    assert list(revision.changes.order_by("code").values_list("code", "action", "moved_to__code")) == [
        (f"{code}-001", "change", None), (f"{code}-002", "change", "D14"), (f"{code}-003", "drop", "D16"),
    ]  # fmt: skip
    table = ming().get(url(revision, "revision-comparison")).context["table"]
    assert (table.before, table.after) == (3, 1)


def test_of_a_list_with_faults_nothing_is_taken(city, people, ming):
    revision = drafted(drop(standing()[MANHOLE]))
    pasted = TABLE.replace(",", "\t") + "S-1\t甲\t市气象局\t基本履职\t\t\t\n"

    answer = ming().post(
        url(revision, "revision-list"), {"kind": "street", "street": city.street.code, "pasted": pasted}
    )

    assert answer.status_code == 422
    assert [(fault.row, fault.value) for fault in answer.context["faults"]] == [(2, "市气象局")]
    assert "市气象局" in answer.text
    assert revision.changes.count() == 1


@pytest.mark.parametrize("sent", [{}, {"pasted": "编码\nS-1"}, {"pasted": "x", "file": SimpleUploadedFile("a", b"x")}])
def test_a_list_that_cannot_be_read_is_refused(sent, city, people, ming):
    answer = ming().post(url(drafted(), "revision-list"), {"kind": "street", **sent})

    assert (answer.status_code, answer.context["form"].errors != {}) == (422, True)


def test_a_list_of_no_street_leaves_those_of_streets_alone(city, people, ming):
    row = street_item(city.street)
    revision = drafted()

    ming().post(url(revision, "revision-list"), {"kind": "street", "pasted": f"{TABLE}S-1,全市事项,,基本履职,,,\n"})

    assert [line.code for line in revision.changes.all()] == ["S-1"]
    assert standing_on(Scope("street", street=city.street.code))[0].code == row.code


# --- the page


def test_everybody_sees_what_they_can_do(city, people, sit_down, ming):
    revision = asked(drop(standing()[HALLWAY]))

    assert list(keys(ming().get(url(revision)))) == ["approve", "reject", "redraft", "describe", "withdraw"]
    assert keys(ming().get(url(revision)))["approve"] != ""  # who drafted does not decide
    assert keys(sit_down(people.deputy).get(url(revision))) == {"approve": "", "reject": ""}
    assert list(keys(sit_down(people.hong).get(url(revision)))) == [f"opine-S{factories.STREET}"]
    assert keys(sit_down(people.wei).get(url(revision))) == {}


def test_the_page_warns_of_what_is_left_homeless_or_outdated(city, people, sit_down):
    slow = asked(drop(standing()[PAVEMENT]), title="慢")
    mei = sit_down(people.mei)
    assert (mei.get(url(slow)).context["homeless"], mei.get(url(slow)).context["is_outdated"]) == (1, False)

    approve(asked(change(standing()[PAVEMENT], title="人行道"), title="快"))

    assert mei.get(url(slow)).context["is_outdated"]
    assert mei.get(url(slow, "revision-comparison")).context["table"] is None


def test_whoever_was_second_reads_what_happened(city, people, sit_down):
    revision = asked(drop(standing()[HALLWAY]))
    approve(revision)

    answer = sit_down(people.deputy).post(step(revision, "reject"), {"decision": "不同意"}, follow=True)

    assert (answer.status_code, answer.context["revision"].state) == (200, "approved")
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]


def test_a_refused_step_stays_on_the_page(city, people, ming):
    revision = drafted(drop(standing()[HALLWAY]))

    answer = ming().post(step(revision, "ask"), {"until": "2026-12-01"})

    assert answer.status_code == 422
    [panel] = [panel for panel in answer.context["actions"] if panel.is_open]
    assert (panel.key, list(panel.form.errors)) == ("ask", ["until"])


def test_the_page_costs_the_same_with_more_lines_and_opinions(city, people, sit_down, ming):
    revision = asked(change(standing()[PAVEMENT], title="甲"))
    first = queries(ming(), url(revision))
    consultation.redraft(revision, reason="改", by=drafter(), at=AT)
    for line in (drop(standing()[HALLWAY]), drop(standing()[MANHOLE]), add("C-9", "新", "D15", cooperating=("D16",))):
        revisions.write(revision, line, by=drafter(), at=AT)
    consultation.ask(revision, until=UNTIL, by=drafter(), at=AT)
    for user, unit in ((people.wei, city.roads), (people.chen, city.water)):
        consultation.opine(revision, unit, stance="object", text="不同意", by=acting(user), at=AT)

    assert (first, queries(ming(), url(revision))) == (22, 22)


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_the_list_of_revisions_costs_the_same_for_one_row_and_three(city, people, sit_down):
    asked(drop(standing()[HALLWAY]), title="一")
    mei = sit_down(people.mei)
    first = queries(mei, "/duties/revisions/")

    asked(drop(standing()[HALLWAY]), title="二")
    drafted(drop(standing()[PAVEMENT]), title="三")

    assert queries(mei, "/duties/revisions/") == first == 7


def test_whoever_is_asked_reads_of_it_and_goes_there(city, people, sit_down):
    revision = asked(drop(standing()[PAVEMENT]))
    wei = sit_down(people.wei)

    answer = wei.get("/notices/")

    assert "your unit is asked about “2027年版” until" in answer.text
    notice = Notice.objects.get(user=people.wei)
    assert wei.post(reverse("core:notice-open", args=[notice.pk])).url == url(revision)


def test_a_unit_finds_what_it_is_asked(city, people, sit_down):
    revision = asked(drop(standing()[PAVEMENT]))
    drafted(title="草案")

    def ours(user):
        return [row.pk for row in sit_down(user).get("/duties/revisions/?tab=ours").context["listing"].rows]

    assert (ours(people.wei), ours(people.chen)) == ([revision.pk], [])
    consultation.opine(revision, city.roads, stance="agree", text="", by=acting(people.wei), at=AT)
    assert ours(people.wei) == []
    assert [row.title for row in sit_down(people.wei).get("/duties/revisions/").context["listing"].rows] == ["2027年版"]
