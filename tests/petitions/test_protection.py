"""What holds when somebody tries: two roles in one hand, a merge that opens what was closed, odd values in a URL."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import Attachment
from partyorgs.enums import Role
from partyorgs.models import Department, RoleGrant
from petitions import confidentiality, intake, workflow
from petitions.enums import Action, Status
from petitions.models import Category, Petition, WorkOrder
from petitions.refusals import NotAllowed, NotPermitted
from tests.factories import GRID, PAVEMENT, SINCE, STREET, acting, order_in, person, submit_petition

LIST = reverse("petitions:orders")
NAME = "兰小燕"


def url_of(order):
    return reverse("petitions:order", args=[order.number])


def also(user, role, **more):
    RoleGrant.objects.create(user=user, role=role, valid_from=SINCE, **more)
    return user


# --- the words of a petition


def test_the_petitioner_s_own_name_is_taken_out_of_what_others_read(city, cast):
    order = submit_petition(
        content=f"我是{NAME}，北门地砖破损。", title=f"{NAME}反映地砖破损", wish=f"请回复{NAME}", name=NAME,
        target_text=f"{NAME}楼上住户501室", address="纸鲸苑北门",
    )  # fmt: skip
    petition = order.petitions.get()

    read = (petition.content_redacted, petition.title, petition.wish, petition.target_text, order.title,
            order.search_text)  # fmt: skip

    assert not any(NAME in text or "501室" in text for text in read)
    assert NAME in petition.content


def test_a_name_of_one_character_is_no_word_to_take_out(city):
    order = submit_petition(content="小区北门地砖大面积破损。", name="小")

    assert order.petitions.get().content_redacted == "小区北门地砖大面积破损。"


def test_a_report_becomes_confidential_when_the_desk_sees_that_it_is_one(cast):
    order = order_in(Status.REGISTERED)

    order = workflow.advance(order, Action.ACCEPT, by=acting(cast.mei), at=order.registered_at,
                             category=Category.objects.get(code=PAVEMENT), kind="report")  # fmt: skip

    assert order.is_confidential


def test_who_takes_petitions_down_and_works_for_the_unit_reads_as_the_unit_does(cast):
    order = order_in(Status.HANDLING, is_confidential=True)
    wei = acting(also(cast.wei, Role.INTAKE))

    assert not confidentiality.may_read_raw(wei, order, at=order.registered_at)
    assert not confidentiality.may_reveal(wei, order, at=order.registered_at)
    assert confidentiality.identity(order.petitions.get(), wei, order, at=order.registered_at).is_hidden


# --- merging


def merge(order, primary, by):
    return workflow.advance(order, Action.MERGE, by=acting(by), at=primary.updated_at, primary=primary, reason="同一处")


@pytest.mark.parametrize("closed", [{"is_confidential": True}, {"target_department": "D14"}])
def test_what_is_protected_joins_nothing_that_is_not(closed, cast):
    order, primary = order_in(Status.ACCEPTED, **closed), order_in(Status.HANDLING)

    with pytest.raises(NotAllowed) as refused:
        merge(order, primary, cast.mei)

    assert refused.value.code == "less_protected"


def test_what_is_protected_joins_what_is_protected_alike(cast):
    order, primary = (order_in(Status.ACCEPTED, is_confidential=True, target_department="D16") for _ in range(2))

    assert merge(order, primary, cast.mei).status == Status.MERGED


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.ANSWERED, Status.NOT_ACCEPTED])
def test_nothing_joins_an_order_that_ended_without_a_reply(status, cast):
    with pytest.raises(NotAllowed):
        merge(order_in(Status.ACCEPTED), order_in(status), cast.mei)


def test_two_orders_cannot_be_merged_into_each_other(cast):
    one, other = order_in(Status.ACCEPTED), order_in(Status.ACCEPTED)
    seen = WorkOrder.objects.get(pk=one.pk)  # as the second person saw it
    merge(one, other, cast.mei)

    with pytest.raises(NotAllowed):
        merge(other, seen, cast.mei)


def test_petitions_that_joined_before_go_along(cast):
    first, second, third = (order_in(Status.ACCEPTED) for _ in range(3))
    merge(first, second, cast.mei)
    merge(second, third, cast.mei)

    assert third.petitions.count() == 3
    assert Petition.objects.filter(work_order=third, is_primary=True).count() == 1


# --- two roles in one hand


def test_nobody_takes_an_order_from_their_own_unit_by_another_role(cast, city):
    order = order_in(Status.HANDLING)
    wei = acting(also(also(cast.wei, Role.SUPERVISOR), Role.CALLER))

    with pytest.raises(NotPermitted):
        workflow.advance(order, Action.REASSIGN, by=wei, at=order.updated_at, lead=city.water, reason="误派")
    with pytest.raises(NotPermitted):
        workflow.advance(order, Action.WITHDRAW, by=wei, at=order.updated_at, confirmed=True)


@pytest.fixture
def proposed(cast):
    order = order_in(Status.FOLLOW_UP)
    return workflow.advance(order, Action.PROPOSE_REWORK, by=acting(cast.mei), at=order.updated_at,
                            solved="unsolved", rating=1, cause="handling", comment="没人来过")  # fmt: skip


def test_a_refused_step_does_not_tell_the_unit_of_a_proposed_rework(proposed, cast, sit_down):
    response = sit_down(cast.wei).post(reverse("petitions:act", args=[proposed.number, "submit"]), {})

    assert response.status_code == 409
    assert "rework" not in response.context["conflict"].text.lower()


def test_the_filter_for_proposed_reworks_leaves_out_one_s_own_unit(proposed, cast, sit_down):
    wei = sit_down(also(cast.wei, Role.SUPERVISOR))

    assert wei.get(LIST, {"rework": "true"}).context["listing"].rows == []
    assert len(sit_down(cast.mei).get(LIST, {"rework": "true"}).context["listing"].rows) == 1


def test_a_caller_of_the_unit_is_not_shown_its_answers_by_a_form_that_comes_back(proposed, cast, sit_down):
    wei = sit_down(also(cast.wei, Role.CALLER))

    response = wei.post(reverse("petitions:follow-up-answers", args=[proposed.number]), {})

    assert response.status_code == 403
    assert "没人来过" not in response.text


def test_a_coordinator_of_the_place_alone_does_not_see_what_is_said_of_its_street_office(cast, city):
    order = order_in(Status.HANDLING, grid_code=GRID, target_department=f"S{STREET}")
    coordinator = person("lin", "林", {"role": Role.STREET_COORDINATOR, "area_code": STREET})

    assert order not in WorkOrder.objects.visible_to(acting(coordinator))


# --- who may be given a part


@pytest.mark.parametrize("unit", ["D00", "D14"])
def test_an_assist_is_held_to_the_same_as_a_lead(unit, cast, city):
    order = order_in(Status.ACCEPTED, target_department="D14")

    with pytest.raises(NotAllowed) as refused:
        workflow.advance(order, Action.DISPATCH, by=acting(cast.mei), at=order.registered_at, lead=city.office,
                         assists=[Department.objects.get(code=unit)])  # fmt: skip

    assert refused.value.field == "assists"


# --- ends


def test_a_return_that_was_never_decided_is_closed_with_the_withdrawn_order(cast):
    order = order_in(Status.RETURN_PENDING)

    order = workflow.advance(order, Action.WITHDRAW, by=acting(cast.mei), at=order.updated_at, confirmed=True)

    assert order.return_requests.get().state != "pending"


# --- odd values


@pytest.mark.parametrize("query", [
    {"q": "a " * 1500}, {"q": "%_\\"}, {"q": "𠮷‮ا"}, {"registered_min": "0001-01-01"},
    {"registered_max": "9999-12-31"}, {"registered_min": "0000-00-00"}, {"page": "999999"}, {"page": "-1"},
    {"tab": "bad", "sort": "--due", "per": "0"}, {"place": "٣"}, {"category": "9" * 400}, {"due": "x"}, {"q": "\x00"},
    {"mine": "maybe"}, {"do": "\x00"}, {"lead": "\x00"},
])  # fmt: skip
def test_the_list_stands_any_query(query, cast, sit_down):
    order_in(Status.HANDLING)

    assert sit_down(cast.mei).get(LIST, query).status_code == 200


@pytest.mark.parametrize("query", [{"order": "\x00"}, {"order": "GD1' or 1=1"}, {"page": "x"}])
def test_the_desk_stands_any_query(query, cast, sit_down):
    assert sit_down(cast.mei).get(reverse("petitions:desk"), query).status_code == 200


@pytest.mark.parametrize("at", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_petition_with_an_impossible_moment_is_refused_by_field(at, cast, sit_down):
    response = sit_down(cast.mei).post(reverse("petitions:register"), {
        "external_no": "x1", "channel": "walk_in", "content": "地砖大面积破损。", "address": "纸鲸苑",
        "petitioner_kind": "person", "is_anonymous": "on", "event_at": at,
    })  # fmt: skip

    assert response.status_code == 422
    assert "event_at" in response.context["form"].errors


@pytest.mark.parametrize("field", ["event_at", "received_at"])
def test_the_intake_refuses_a_moment_before_our_time(field, city, cast):
    said = {
        "content": "地砖大面积破损。",
        "channel": "walk_in",
        "address": "纸鲸苑",
        field: datetime(1, 1, 1, tzinfo=UTC),
    }

    with pytest.raises(intake.Rejected):
        intake.receive(intake.Submission(**said), by=acting(cast.mei), at=datetime.now(tz=UTC))


@pytest.mark.parametrize("at", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_reply_told_at_an_impossible_moment_comes_back_with_its_field(at, cast, sit_down):
    order = order_in(Status.HANDLING)
    workflow.advance(order, Action.CONTACT, by=acting(cast.wei), at=order.updated_at, method="phone", outcome="reached")

    response = sit_down(cast.wei).post(
        reverse("petitions:act", args=[order.number, "submit"]),
        {"result_code": "solved", "public_text": "已更换。", "told_at": at},
    )

    assert response.status_code == 422
    assert "told_at" in response.text


# --- what the petitioner hands in or says


def test_what_intake_adds_to_a_confidential_order_stays_with_those_who_may_hear_the_petitioner(cast, sit_down):
    order = order_in(Status.HANDLING, is_confidential=True)
    upload = SimpleUploadedFile(f"{NAME}来信.pdf", b"%PDF-1.7\n%")
    mei = sit_down(cast.mei)

    mei.post(reverse("petitions:add-file", args=[order.number]), {"file": upload})
    seen_by_mei = mei.get(url_of(order)).text
    file = Attachment.objects.get()
    wei = sit_down(cast.wei)

    assert f"{NAME}来信.pdf" in seen_by_mei
    assert NAME not in wei.get(url_of(order)).text
    assert wei.get(reverse("petitions:file", args=[order.number, file.pk])).status_code == 404


def test_what_the_unit_adds_to_a_confidential_order_it_goes_on_seeing(cast, sit_down):
    order = order_in(Status.HANDLING, is_confidential=True)
    wei = sit_down(cast.wei)

    wei.post(reverse("petitions:add-file", args=[order.number]),
             {"file": SimpleUploadedFile("after.pdf", b"%PDF-1.7\n%")})  # fmt: skip

    assert "after.pdf" in wei.get(url_of(order)).text


def test_the_unit_does_not_read_what_callers_note_of_a_missed_call(cast, sit_down):
    order = order_in(Status.FOLLOW_UP)
    workflow.advance(order, Action.MISS_CALL, by=acting(cast.mei), at=order.updated_at + timedelta(hours=1),
                     note="家属说没人来过")  # fmt: skip

    assert "家属说没人来过" not in sit_down(cast.wei).get(url_of(order)).text
    assert "家属说没人来过" in sit_down(cast.mei).get(url_of(order)).text


def test_a_person_is_not_told_over_the_api_of_a_petition_they_may_not_see(cast, client):
    known = submit_petition(source="hotline12345", external_no="RX1", target_department=f"S{STREET}")
    client.force_login(cast.hong)
    said = {"content": "小区北门地砖破损", "channel": "walk_in", "address": "纸鲸苑", "source": "hotline12345",
            "external_no": "RX1"}  # fmt: skip

    response = client.post("/api/v1/petitions", said, content_type="application/json",
                           headers={"Idempotency-Key": "k"})  # fmt: skip

    assert response.status_code == 400
    assert known.number not in response.text


def test_where_it_would_go_is_foreseen_for_those_who_may_register(cast, sit_down):
    assert sit_down(cast.chen).post(reverse("petitions:register-preview"), {"address": "纸鲸苑"}).status_code == 403


def test_pages_behind_the_log_in_stay_in_no_cache(cast, sit_down):
    mei = sit_down(cast.mei)

    for name in ("orders", "desk", "verifications", "follow-ups", "workbench"):
        assert "no-store" in mei.get(reverse(f"petitions:{name}")).headers["Cache-Control"]
