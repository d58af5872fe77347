"""What the side complained about is told, and what it is not."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import ledger
from partyorgs.enums import Role
from partyorgs.models import RoleGrant
from petitions import factslips, giveaways
from petitions.enums import Status
from petitions.factslips import NotAnswered, NotWritten
from petitions.models import FactSlip, WorkOrder
from tests.factories import MANHOLE, STREET, acting, order_in, person, submit_petition

NAME, PHONE, HOME = "兰小燕", "13800001234", "纸鲸苑3栋2单元501室"
SAID = "我是兰小燕，每天晚上城管队员都把没收的三轮车堆在纸鲸苑北门口，老人出门都过不去，我打过好几次电话。"
PLACE = "纸鲸苑北门"
SLIPS = reverse("petitions:slips")
TOLD = {"place": PLACE, "facts": "夜间在小区出入口堆放暂扣车辆，影响通行。", "demand": "当日清走，今后不再堆放。"}


@pytest.fixture
def order(cast):
    """Lan complains about Wei's department."""
    return submit_petition(
        content=SAID, wish="请尽快把没收的那些三轮车全部拉走。", name=NAME, phone=PHONE, petitioner_address=HOME,
        address=PLACE, kind="complaint", target_department="D14", source="rx", external_no="RX-2026-0071",
    )  # fmt: skip


@pytest.fixture
def at(order):
    return order.registered_at + timedelta(hours=1)


def write(order, at, by, **changes):
    return factslips.write(order, by=acting(by), at=at, **(TOLD | changes))


# --- what gives the petitioner away


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("facts", "兰小燕反映车辆堆放", "personal"),
        ("facts", "联系电话 138 0000 1234", "personal"),
        ("facts", "１３８００００１２３４", "personal"),
        ("place", "纸鲸苑3栋2单元501室", "personal"),
        ("facts", "住501室的老人出不去", "personal"),
        ("facts", "车牌琼A67890挡住出口", "personal"),
        ("party", "兰小燕家楼下小店", "personal"),
        ("facts", "见 {number}", "number"),
        ("demand", "回复SQ20261118000001", "number"),
        ("facts", "编号 RX 2026 0071", "number"),
        ("facts", "群众来电反映堆放车辆", "call"),
        ("facts", "当日 {clock} 接到反映", "call"),
        ("facts", "当日 {spoken} 接到反映", "call"),
        ("facts", "每天晚上城管队员都把没收的三轮车堆放", "wording"),
        ("facts", "每天晚上，城管队员都把 没收的三轮车。", "wording"),
        ("demand", "尽快把没收的那些三轮车全部拉走", "wording"),
        ("facts", "我是", ""),
        ("facts", "老人出门都过不去我打", ""),  # eleven characters and no place between
        ("place", PLACE, ""),
        ("facts", "纸鲸苑北门口夜间有车辆堆放", ""),
        ("facts", "晚上10点后仍有装卸", ""),
    ],
)
def test_what_a_slip_may_not_tell(field, text, code, order):
    moment = order.registered_at.astimezone()
    values = {
        "number": order.number,
        "clock": f"{moment:%H:%M}",
        "spoken": f"{moment:%H}点{moment:%M}分",
    }

    found = giveaways.faults(order, TOLD | {field: text.format(**values)})

    assert {(refusal.field, refusal.code) for refusal in found} == ({(field, code)} if code else set())


def test_the_words_of_whoever_joined_are_nobody_s_to_tell_either(order, cast):
    other = submit_petition(content="楼下常年堆着没收来的旧三轮车没人管", name="乔木", phone="13900005678")
    other.petitions.update(work_order=order, is_primary=False)

    found = giveaways.faults(order, TOLD | {"facts": "乔木说，楼下常年堆着没收来的旧三轮车"})

    assert [refusal.code for refusal in found] == ["personal", "wording"]


def test_no_refusal_repeats_what_it_found(order):
    found = giveaways.faults(order, TOLD | {"facts": SAID + PHONE})

    said = " ".join(str(refusal) for refusal in found)
    assert not any(secret in said for secret in (NAME, PHONE, "三轮车"))


# --- writing


def test_the_department_is_handed_a_slip(order, at, cast):
    slip = write(order, at, cast.mei)

    event = ledger.history(order).last()
    assert (slip.number, slip.department.code, slip.party, slip.facts) == ("SS20261118000001", "D14", "", TOLD["facts"])
    assert (event.kind, event.by_name, event.data) == (
        "workorder.fact_slip_written", "王敏", {"slip": slip.number, "to": "D14"}
    )  # fmt: skip


def test_a_company_is_handed_one_on_paper(order, at, cast):
    slip = write(order, at, cast.mei, party="阳光物业公司")

    assert (slip.department, slip.party) == (None, "阳光物业公司")


def test_a_slip_goes_to_somebody(cast):
    order = submit_petition(kind="complaint")

    with pytest.raises(NotWritten) as refused:
        write(order, order.registered_at, cast.mei)

    assert [(refusal.field, refusal.code) for refusal in refused.value.refusals] == [("party", "nobody")]


@pytest.mark.parametrize("who", ["chen", "hong", "deputy"])
def test_slips_are_written_by_the_office(who, order, at, cast):
    with pytest.raises(NotWritten):
        write(order, at, getattr(cast, who))

    assert not FactSlip.objects.exists()


def test_nobody_of_the_unit_complained_about_writes_one(order, at, cast, city):
    RoleGrant.objects.filter(user=cast.mei).update(department=city.roads)

    assert not factslips.may_write(acting(cast.mei), order)


def test_the_form_begins_with_nothing_that_was_said(order, cast, sit_down):
    url = reverse("petitions:slip-write", args=[order.number])

    form = sit_down(cast.mei).get(url).context["form"]

    assert form.initial == {"place": order.place_name}
    assert {bound.name: bound.value() for bound in form} == {
        "party": None, "place": order.place_name, "facts": None, "demand": None
    }  # fmt: skip


def test_the_page_hands_the_slip_over_or_says_what_is_wrong(order, cast, sit_down):
    url = reverse("petitions:slip-write", args=[order.number])
    mei = sit_down(cast.mei)

    refused = mei.post(url, TOLD | {"facts": SAID})
    written = mei.post(url, TOLD)

    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"facts"}
    assert (written.status_code, written.url) == (302, reverse("petitions:slip", args=["SS20261118000001"]))


def test_the_page_is_closed_to_units(cast, sit_down):
    order = order_in(Status.HANDLING, category=MANHOLE)

    answer = sit_down(cast.wei).post(reverse("petitions:slip-write", args=[order.number]), TOLD)

    assert answer.status_code == 403


# --- reading and answering


def test_the_department_sees_its_slips_and_no_order(order, at, cast, sit_down):
    """§2.11 (2): 404 everywhere but on its slip."""
    slip = write(order, at, cast.mei)
    other = submit_petition(kind="complaint", target_department="D16")
    write(other, at, cast.mei)
    wei = sit_down(cast.wei)

    listing = wei.get(SLIPS).context["listing"]
    page = wei.get(reverse("petitions:slip", args=[slip.number]))
    answers = {
        name: wei.get(url).status_code
        for name, url in {
            "order": reverse("petitions:order", args=[order.number]),
            "write": reverse("petitions:slip-write", args=[order.number]),
            "api": f"/api/v1/petitions/{order.petitions.get().number}",
            "other slip": reverse("petitions:slip", args=["SS20261118000002"]),
        }.items()
    }

    assert listing.rows == [slip]
    assert all(text in page.text for text in TOLD.values())
    assert set(answers.values()) == {404}


def test_a_slip_tells_no_number_no_time_and_no_word_of_the_petition(order, at, cast, sit_down):
    WorkOrder.objects.update(registered_at=order.registered_at - timedelta(days=3))
    slip = write(order, at, cast.mei)
    petition = order.petitions.get()
    day = f"{order.registered_at - timedelta(days=3):%Y-%m-%d}"
    secrets = (order.number, petition.number, petition.external_no, order.title, NAME, PHONE, HOME, day)

    told = {
        who: [
            secret
            for url in (SLIPS, reverse("petitions:slip", args=[slip.number]))
            for secret in secrets
            if secret in sit_down(getattr(cast, who)).get(url).text
        ]
        for who in ("wei", "mei")  # the office prints it: nothing of the order may be on the sheet
    }

    assert told == {"wei": [], "mei": []}
    assert order.number in sit_down(cast.mei).get(reverse("petitions:order", args=[order.number])).text


def test_the_department_answers_once_and_the_office_reads_it_on_the_order(order, at, cast, sit_down):
    slip = write(order, at, cast.mei)
    url = reverse("petitions:slip-answer", args=[slip.number])
    wei = sit_down(cast.wei)

    answers = [wei.post(url, {"answer": text}).status_code for text in ("", "当晚已清走。", "又一次")]

    slip.refresh_from_db()
    assert answers == [422, 302, 422]
    assert (slip.answer, slip.answered_by_name) == ("当晚已清走。", "赵伟")
    assert "当晚已清走。" in sit_down(cast.mei).get(reverse("petitions:order", args=[order.number])).text
    assert ledger.history(order).last().kind == "workorder.fact_slip_answered"


def test_the_unit_that_handles_the_matter_does_not_read_the_answer(order, at, cast, city, sit_down):
    slip = write(order, at, cast.mei)
    factslips.answer(slip, by=acting(cast.wei), at=at, text="当晚已清走。")
    WorkOrder.objects.update(lead=city.water, status=Status.HANDLING, dispatched_at=at)
    order.assignments.create(department=city.water, role="lead", dispatched_at=at)

    page = sit_down(cast.chen).get(reverse("petitions:order", args=[order.number]))

    assert page.status_code == 200
    assert "当晚已清走。" not in page.text


def test_what_a_company_answers_the_office_takes_down(order, at, cast):
    slip = write(order, at, cast.mei, party="阳光物业公司")

    with pytest.raises(NotAnswered):
        factslips.answer(slip, by=acting(cast.wei), at=at, text="不属实")
    factslips.answer(slip, by=acting(cast.mei), at=at, text="物业经理答复：已清走")

    assert FactSlip.objects.get().answered_by_name == "王敏"


def test_the_office_does_not_answer_for_a_department(order, at, cast):
    slip = write(order, at, cast.mei)

    with pytest.raises(NotAnswered) as refused:
        factslips.answer(slip, by=acting(cast.mei), at=at, text="已清走")

    assert refused.value.code == "not_permitted"


def test_the_coordinator_answers_for_the_street_office(cast):
    order = submit_petition(kind="complaint", target_department=f"S{STREET}")
    slip = write(order, order.registered_at, cast.mei)

    factslips.answer(slip, by=acting(cast.hong), at=order.registered_at, text="已整改")

    assert FactSlip.objects.get().answered_by_name == "李红"


def test_an_auditor_reads_no_slips(order, at, cast, sit_down):
    slip = write(order, at, cast.mei)
    shen = sit_down(person("shen", "沈度", {"role": Role.AUDITOR}))

    assert shen.get(SLIPS).status_code == 403
    assert shen.get(reverse("petitions:slip", args=[slip.number])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_at_any_length(rows, order, at, cast, sit_down, django_assert_num_queries):
    for _ in range(rows):
        write(order, at, cast.mei)
    wei = sit_down(cast.wei)

    with django_assert_num_queries(10):
        assert len(wei.get(SLIPS).context["listing"].rows) == rows


@pytest.mark.parametrize("query", [{"q": "\x00"}, {"q": "a" * 200}, {"page": "x"}, {"tab": "all", "q": "纸鲸"}])
def test_the_list_stands_any_query(query, order, at, cast, sit_down):
    write(order, at, cast.mei)

    assert sit_down(cast.wei).get(SLIPS, query).status_code == 200
