"""Who sees what: rows, words, names, answers. Nothing is seen by Chen, whose department has no part in it."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from core import files
from partyorgs.models import RoleGrant
from petitions import attachments, workflow
from petitions.enums import Action, Status
from petitions.models import WorkOrder
from tests.factories import GRID, OTHER_GRID, SINCE, acting, order_in

LIST = reverse("petitions:orders")
NAME, PHONE, DOOR = "兰小燕", "13800001234", "3栋501室"
SPOKEN = f"我是{NAME}，电话{PHONE}，住纸鲸苑{DOOR}，北门地砖大面积破损。"


def url_of(order):
    return reverse("petitions:order", args=[order.number])


def numbers(user):
    return [order.number for order in WorkOrder.objects.visible_to(acting(user)).order_by("id")]


# --- rows


def test_chen_of_another_department_sees_nothing(cast, sit_down):
    order = order_in(Status.HANDLING)
    file = attachments.add(order, ContentFile(b"%PDF-1.7\n%", "a.pdf"), by=acting(cast.wei), at=order.registered_at)
    chen = sit_down(cast.chen)

    listing = chen.get(LIST).context["listing"]
    answers = {
        url: chen.get(url).status_code
        for url in (url_of(order), reverse("petitions:file", args=[order.number, file.pk]))
    } | {
        url: chen.post(url, {"reason": "contact"}).status_code
        for url in (
            reverse("petitions:reveal", args=[order.number]),
            reverse("petitions:act", args=[order.number, "sign"]),
            reverse("petitions:add-file", args=[order.number]),
        )
    }

    assert listing.rows == []
    assert {tab.count for tab in listing.tabs} == {0}
    assert set(answers.values()) == {404}
    assert {tile.count for tile in chen.get(reverse("petitions:workbench")).context["tiles"]} == {0}


def test_an_assisting_department_sees_the_order_but_takes_no_step(cast, city, sit_down):
    order = order_in(Status.HANDLING)
    RoleGrant.objects.filter(user=cast.chen).update(department=city.traffic)

    response = sit_down(cast.chen).get(url_of(order))

    assert response.status_code == 200
    assert response.context["actions"] == []
    assert not response.context["may_reveal"]


def test_a_unit_that_has_returned_an_order_still_sees_it_but_no_longer_leads(cast, sit_down):
    order = order_in(Status.RETURN_PENDING)
    workflow.advance(order, Action.APPROVE_RETURN, by=acting(cast.mei), at=order.registered_at, decision="同意")

    assert sit_down(cast.wei).get(url_of(order)).context["actions"] == []


def test_the_department_complained_about_never_sees_the_order(cast, city):
    order = order_in(Status.ACCEPTED, target_department="D14")
    workflow.advance(order, Action.DISPATCH, by=acting(cast.mei), at=order.registered_at, lead=city.office,
                     assists=[])  # fmt: skip

    assert numbers(cast.wei) == []
    assert numbers(cast.mei) == [order.number]


def test_nor_does_somebody_of_it_who_also_serves_at_the_office(cast, city):
    order = order_in(Status.ACCEPTED, target_department="D14")
    RoleGrant.objects.create(user=cast.wei, role="supervisor", valid_from=SINCE)

    assert numbers(cast.wei) == []
    assert numbers(cast.mei) == [order.number]


def test_street_and_grid_see_what_lies_in_their_place(cast):
    here = order_in(Status.HANDLING, grid_code=GRID)
    order_in(Status.HANDLING, grid_code=OTHER_GRID)

    assert numbers(cast.hong) == [here.number]
    assert numbers(cast.sun) == [here.number]


# --- words and names


@pytest.mark.parametrize("who", ["wei", "hong", "sun", "deputy"])
def test_pages_show_redacted_words_and_a_masked_name(who, cast, sit_down):
    order = order_in(Status.HANDLING, content=SPOKEN, name=NAME, phone=PHONE)
    client = sit_down(getattr(cast, who))

    pages = [client.get(url).text for url in (url_of(order), LIST, LIST + "?q=地砖", reverse("petitions:workbench"))]

    assert not any(secret in page for page in pages for secret in (PHONE, DOOR))
    assert "兰**" in pages[0]
    assert "138****1234" in pages[0]
    assert "北门地砖大面积破损" in pages[0]


def test_who_speaks_with_the_petitioner_reads_the_words_as_they_were_said(cast, sit_down):
    order = order_in(Status.HANDLING, content=SPOKEN)

    assert SPOKEN in sit_down(cast.mei).get(url_of(order)).text


def test_of_a_confidential_order_a_unit_learns_no_name_at_all(cast, sit_down):
    order = order_in(Status.HANDLING, is_confidential=True)

    page = sit_down(cast.wei).get(url_of(order)).text

    assert "kept confidential" in page
    assert "兰**" not in page
    assert "138****1234" not in page


def test_files_that_came_with_a_confidential_petition_stay_with_the_office(cast, sit_down):
    order = order_in(Status.HANDLING, is_confidential=True)
    petition = order.petitions.get()
    given = files.keep(ContentFile(b"%PDF-1.7\n%", "letter.pdf"), petition, by=acting(cast.mei), at=order.registered_at)
    url = reverse("petitions:file", args=[order.number, given.pk])

    assert sit_down(cast.wei).get(url).status_code == 404
    assert sit_down(cast.mei).get(url).status_code == 200


# --- the petitioner's answers


def test_the_unit_never_reads_what_the_petitioner_answered(cast, sit_down):
    order = order_in(Status.CLOSED)

    for wei in (sit_down(cast.wei).get(url_of(order)), sit_down(cast.hong).get(url_of(order))):
        closing = wei.context["entries"][0]
        assert (closing.title, closing.text, closing.quote) == ("Close after follow-up", "", "")
        assert "很快" not in wei.text
    closing = sit_down(cast.mei).get(url_of(order)).context["entries"][0]
    assert (closing.text, closing.quote) == ("contacted in time: yes, in time; solved; 5 points", "很快")


def test_the_unit_does_not_hear_of_a_rework_before_it_is_ordered(cast, sit_down):
    order = order_in(Status.FOLLOW_UP)
    workflow.advance(order, Action.PROPOSE_REWORK, by=acting(cast.mei), at=order.registered_at.replace(hour=9),
                     solved="unsolved", rating=1, cause="handling", comment="没人来过")  # fmt: skip

    wei = sit_down(cast.wei).get(url_of(order))

    assert wei.context["entries"][0].title == "Verification passed"
    assert "没人来过" not in wei.text
    assert "Rework proposed" not in wei.text
    assert [flag.text for flag in sit_down(cast.wei).get(LIST).context["listing"].rows[0].flags] == []
    assert len(sit_down(cast.wei).get(LIST, {"rework": "false"}).context["listing"].rows) == 1  # not asked of a unit
    assert sit_down(cast.mei).get(LIST, {"rework": "false"}).context["listing"].rows == []
    late = sit_down(cast.wei).post(reverse("petitions:act", args=[order.number, "submit"]), {})
    assert late.context["conflict"].text.startswith("王敏 was faster: “Verification passed”")
    assert sit_down(cast.mei).get(url_of(order)).context["entries"][0].title == "Propose rework"


def test_internal_notes_are_for_the_office_and_the_unit(cast, sit_down):
    order = order_in(Status.HANDLING)
    by, at = acting(cast.wei), order.registered_at.replace(hour=9)
    workflow.advance(order, Action.CONTACT, by=by, at=at, method="phone", outcome="reached")
    workflow.advance(
        order, Action.SUBMIT, by=by, at=at, result_code="solved", public_text="已更换", internal_note="施工队欠款"
    )  # fmt: skip

    seen = {who: "施工队欠款" in sit_down(getattr(cast, who)).get(url_of(order)).text for who in ("mei", "wei", "hong")}

    assert seen == {"mei": True, "wei": True, "hong": False}
