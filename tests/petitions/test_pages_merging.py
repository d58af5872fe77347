"""The panel of like orders, the merge side by side, those who joined and the calls to them."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core import ledger
from core.calendar import CITY_TIME
from petitions import intake, voices, workflow
from petitions.enums import Action, Status
from petitions.models import FollowUp, Petition, WorkOrder
from petitions.refusals import NotAllowed, NotPermitted
from tests import factories

CONTENT = "纸鲸苑北门人行道地砖大面积破损，老人夜间出行容易绊倒。"
PREVIEW = reverse("petitions:register-preview")


@pytest.fixture
def mei(sit_down, cast):
    return sit_down(cast.mei)


@pytest.fixture
def by_mei(cast):
    return factories.acting(cast.mei)


def typed(**changes):
    return {
        "external_no": "0f" * 16, "channel": "hotline_12345", "content": CONTENT, "grid_code": factories.GRID,
        "category": factories.PAVEMENT, "name": "兰小燕", "phone": "13800001234", "petitioner_kind": "person",
    } | changes  # fmt: skip


def with_voices(by, count, *, status=Status.FOLLOW_UP, **said):
    """An order in that state which `count` petitions have joined, and their petitions."""
    primary = factories.order_in(status)
    for place in range(count):
        order = factories.submit_petition(**({"phone": f"1390000{place:04}"} | said))
        workflow.advance(order, Action.MERGE, by=by, at=timezone.now(), primary=primary, reason="同一处破损")
    return primary, list(Petition.objects.filter(work_order=primary, is_primary=False).order_by("id"))


def url(name, order, petition=None):
    return reverse(f"petitions:{name}", args=[order.number, *([petition.number] if petition else [])])


# --- the panel at intake


def test_the_panel_shows_what_may_be_the_same_with_its_grounds(mei):
    order = factories.order_in(Status.DISPATCHED)

    page = mei.post(PREVIEW, typed())

    [match] = page.context["foresight"].alike.matches
    assert (match.number, match.is_suggested) == (order.number, True)
    assert match.why == ("same grid", "same category", "wording 1.00", "open", "1 petition")
    assert f'value="{order.number}"' in page.content.decode()


def test_who_may_not_merge_sees_the_panel_without_the_choice(sit_down, cast):
    factories.order_in(Status.DISPATCHED)

    page = sit_down(cast.hong).post(PREVIEW, typed())

    assert len(page.context["foresight"].alike.matches) == 1
    assert "belongs_to" not in page.content.decode()


def test_what_somebody_may_not_see_is_not_in_their_panel(sit_down, cast):
    factories.order_in(Status.DISPATCHED, grid_code=factories.OTHER_GRID)

    page = sit_down(cast.hong).post(PREVIEW, typed(grid_code=factories.OTHER_GRID))

    assert page.context["foresight"].alike.matches == ()


@pytest.mark.parametrize(("who", "is_told"), [("mei", True), ("hong", False)])
def test_a_repeat_is_said_to_those_who_speak_with_callers_and_names_nothing(sit_down, cast, who, is_told):
    order = factories.order_in(Status.CLOSED, at=timezone.now() - timedelta(days=60))

    page = sit_down(getattr(cast, who)).post(PREVIEW, typed())

    alike = page.context["foresight"].alike
    assert (alike.is_repeat, alike.matches) == (is_told, ())
    assert order.number not in page.content.decode()


def test_a_number_that_never_called_is_no_repeat(city):
    assert not intake.was_closed_before("13899999999", city.pavement.pk, at=timezone.now())
    assert not intake.was_closed_before("13800001234", None, at=timezone.now())


def test_chosen_at_intake_it_waits_for_the_merge_to_be_confirmed(mei):
    primary = factories.order_in(Status.DISPATCHED)

    response = mei.post(
        reverse("petitions:register"), typed(content="走到这里崴了脚，路面坑坑洼洼。", belongs_to=primary.number)
    )

    order = WorkOrder.objects.latest("id")
    assert response.url == f"{url('merge', order)}?into={primary.number}"
    assert order.status == Status.ACCEPTED
    accepted = ledger.history(order).get(kind="workorder.accept")
    assert accepted.data["duplicates"] == [primary.number]


# --- at the desk


def test_the_desk_offers_the_merge_with_the_order_in_hand(mei):
    primary = factories.order_in(Status.DISPATCHED)
    order = factories.submit_petition()

    page = mei.get(reverse("petitions:desk"), {"order": order.number})

    [match] = page.context["alike"].matches
    assert match.merge_url == f"{url('merge', order)}?into={primary.number}"


def test_the_desk_says_why_two_may_not_be_merged(mei):
    factories.order_in(Status.DISPATCHED)
    order = factories.submit_petition(is_confidential=True)

    page = mei.get(reverse("petitions:desk"), {"order": order.number})

    [match] = page.context["alike"].matches
    assert (match.merge_url, "confidential" in match.refusal) == ("", True)


# --- two side by side


def test_two_orders_side_by_side_with_what_will_happen(mei):
    primary, order = factories.order_in(Status.HANDLING), factories.submit_petition()
    said = Petition.objects.get(work_order=order)

    page = mei.get(url("merge", order), {"into": primary.number})

    assert [side.order for side in page.context["sides"]] == [order, primary]
    assert page.context["effects"] == [
        f"{said.number} keeps its number and is answered with {primary.number}.",
        f"{order.number} ends as merged; searching for it leads to {primary.number}.",
        "Its clock stops; if the merge is undone it goes on with the time it has left.",
        "2 petitions are then in it.",
    ]


def test_a_confirmed_merge_leads_to_those_who_joined(mei):
    primary, order = factories.order_in(Status.HANDLING), factories.submit_petition()

    response = mei.post(url("merge", order), {"primary": primary.number, "reason": "同一处破损", "version": "2"})

    assert response.url == url("voices", primary)
    assert WorkOrder.objects.get(pk=order.pk).merged_into == primary


def test_a_merge_without_a_reason_comes_back_with_the_two(mei):
    primary, order = factories.order_in(Status.HANDLING), factories.submit_petition()

    page = mei.post(url("merge", order), {"primary": primary.number, "reason": ""})

    assert page.status_code == 422
    assert [side.order for side in page.context["sides"]] == [order, primary]
    assert list(page.context["form"].errors) == ["reason"]


def test_whoever_is_second_is_told(mei, by_mei):
    primary, order = factories.order_in(Status.HANDLING), factories.submit_petition()
    workflow.advance(order, Action.MERGE, by=by_mei, at=timezone.now(), primary=primary, reason="同一处破损")

    response = mei.post(url("merge", order), {"primary": primary.number, "reason": "同一处破损"})

    assert response.url == reverse("petitions:order", args=[order.number])


@pytest.mark.parametrize("named", ["GD20990101000001", "…", "own"])
def test_a_number_that_leads_nowhere_is_said_at_its_field(mei, named):
    order = factories.submit_petition()

    page = mei.get(url("merge", order), {"into": order.number if named == "own" else named})

    assert page.status_code == 200
    assert list(page.context["compare"].errors) == ["into"]
    assert page.context["sides"] == []


def test_the_number_of_a_merged_order_leads_to_its_primary(mei, by_mei):
    primary, [_joined] = with_voices(by_mei, 1, status=Status.HANDLING)
    merged, order = WorkOrder.objects.get(status=Status.MERGED), factories.submit_petition()

    page = mei.get(url("merge", order), {"into": merged.number})

    assert [side.order for side in page.context["sides"]] == [order, primary]


@pytest.mark.parametrize(("who", "status"), [("wei", 404), ("hong", 403), ("chen", 404)])
def test_the_merge_is_for_the_desk(sit_down, cast, who, status):
    order = factories.submit_petition()

    assert sit_down(getattr(cast, who)).get(url("merge", order)).status_code == status


def test_what_has_gone_on_is_merged_no_more(mei):
    order = factories.order_in(Status.HANDLING)

    assert mei.get(url("merge", order)).url == reverse("petitions:order", args=[order.number])


# --- taking it back


def test_a_merge_is_undone_with_a_reason(mei, by_mei):
    primary, [joined] = with_voices(by_mei, 1, status=Status.HANDLING)
    order = WorkOrder.objects.get(status=Status.MERGED)

    page = mei.get(url("unmerge", order))
    response = mei.post(url("unmerge", order), {"reason": "不是同一处"})

    effect = f"{joined.number} goes back to {order.number}, which is “to be dispatched” again."
    assert page.context["effects"][0] == effect
    assert response.url == reverse("petitions:order", args=[order.number])
    assert WorkOrder.objects.get(pk=order.pk).status == Status.ACCEPTED
    assert not Petition.objects.filter(work_order=primary, is_primary=False).exists()


def test_what_is_not_merged_is_not_undone(mei):
    order = factories.order_in(Status.HANDLING)

    assert mei.get(url("unmerge", order)).url == reverse("petitions:order", args=[order.number])


# --- those who joined


def test_everybody_who_joined_is_on_the_list_to_be_told(mei, by_mei):
    primary, joined = with_voices(by_mei, 3)

    page = mei.get(url("voices", primary))

    assert [row.voice.petition for row in page.context["rows"]] == joined
    assert page.context["tally"] == voices.Tally(total=3, told=0, still=3)
    assert [bool(row.call_url and row.undo_url) for row in page.context["rows"]] == [True, True, True]


def test_the_page_of_the_call_says_how_many_are_still_to_be_told(mei, by_mei):
    primary, _joined = with_voices(by_mei, 2)

    page = mei.get(reverse("petitions:follow-up", args=[primary.number])).content.decode()

    assert "0 of 2 who joined have been told, 2 still to be told." in page


def test_the_unit_sees_who_joined_and_not_what_they_were_told(sit_down, cast, by_mei):
    primary, [joined] = with_voices(by_mei, 1)
    voices.call(joined, by=by_mei, at=timezone.now(), is_reached=True, solved="unsolved", rating=1, comment="还是绊脚")

    page = sit_down(cast.wei).get(url("voices", primary))

    assert page.context["tally"] is None
    assert [(row.call_url, row.undo_url) for row in page.context["rows"]] == [("", "")]
    assert "还是绊脚" not in page.content.decode()
    assert sit_down(cast.chen).get(url("voices", primary)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_at_any_length(mei, by_mei, django_assert_num_queries, count):
    primary, _joined = with_voices(by_mei, count)
    mei.get(url("voices", primary))

    with django_assert_num_queries(9):
        mei.get(url("voices", primary))


@pytest.mark.parametrize("status", [Status.FOLLOW_UP, Status.CLOSED])
def test_an_order_waits_in_the_queue_until_everybody_who_joined_is_told(mei, by_mei, status):
    primary, [first, second] = with_voices(by_mei, 2, status=status)
    with_voices(by_mei, 1, status=status, is_anonymous=True, phone="")
    with_voices(by_mei, 1, status=Status.HANDLING)

    assert to_be_told(mei) == [(primary.number, url("voices", primary))]
    voices.call(first, by=by_mei, at=timezone.now(), is_reached=True)
    assert to_be_told(mei) == [(primary.number, url("voices", primary))]
    voices.call(second, by=by_mei, at=timezone.now(), is_reached=True)
    assert to_be_told(mei) == []
    WorkOrder.objects.filter(pk=primary.pk).update(round=2)
    assert len(to_be_told(mei)) == 1


def test_the_queue_gives_up_on_those_tried_in_vain_as_their_own_page_does(mei, by_mei):
    _primary, [joined] = with_voices(by_mei, 1)
    monday = datetime(2026, 11, 16, 10, 0, tzinfo=CITY_TIME)

    for at in (monday, monday + timedelta(hours=2), monday + timedelta(hours=4)):
        voices.call(joined, by=by_mei, at=at, is_reached=False)
    assert len(to_be_told(mei)) == 1
    voices.call(joined, by=by_mei, at=monday + timedelta(days=1), is_reached=False)

    assert to_be_told(mei) == []


def to_be_told(mei):
    rows = mei.get(reverse("petitions:follow-ups"), {"tab": "joined"}).context["listing"].rows
    return [(row.number, row.call_url) for row in rows]


def test_told_leads_to_the_next_one(mei, by_mei):
    primary, [first, second] = with_voices(by_mei, 2)

    page = mei.get(url("voice", primary, first))
    response = mei.post(url("voice-told", primary, first), {"solved": "solved", "rating": "5", "comment": "谢谢"})

    assert page.status_code == 200
    assert response.url == url("voice", primary, second)
    call = FollowUp.objects.get(petition=first)
    assert (call.is_reached, call.solved, call.rating, call.comment, call.round) == (True, "solved", 5, "谢谢", 1)
    assert mei.post(url("voice-told", primary, second), {}).url == url("voices", primary)


def test_what_those_who_joined_answer_moves_nothing(mei, by_mei):
    primary, [joined] = with_voices(by_mei, 1)

    mei.post(url("voice-told", primary, joined), {"solved": "unsolved", "rating": "1", "cause": "handling"})

    row = WorkOrder.objects.get(pk=primary.pk)
    assert (row.status, row.solved, row.rating, row.version) == (Status.FOLLOW_UP, "", None, primary.version)
    event = ledger.history(row).last()
    assert (event.kind, event.data) == (voices.CALLED, {"petition": joined.number, "is_reached": True})


def test_three_vain_attempts_on_two_days_are_enough(by_mei, city):
    primary, [joined] = with_voices(by_mei, 1)
    monday = datetime(2026, 11, 16, 10, 0, tzinfo=CITY_TIME)

    for at in (monday, monday + timedelta(hours=2), monday + timedelta(hours=4)):
        voices.call(joined, by=by_mei, at=at, is_reached=False)
    assert voices.tally(voices.of(primary)).still == 1
    voices.call(joined, by=by_mei, at=monday + timedelta(days=1), is_reached=False)

    assert voices.tally(voices.of(primary)) == voices.Tally(total=1, told=0, still=0)


def test_a_new_round_is_told_anew(by_mei, city):
    primary, [joined] = with_voices(by_mei, 1)
    voices.call(joined, by=by_mei, at=timezone.now(), is_reached=True)
    assert voices.tally(voices.of(primary)).still == 0

    primary.round += 1

    assert voices.tally(voices.of(primary)).still == 1


def refusal_of(joined, by, **said):
    with pytest.raises(NotAllowed) as refused:
        voices.call(joined, by=by, at=timezone.now(), **({"is_reached": True} | said))
    return refused.value.code


def test_nobody_is_told_twice_or_before_there_is_a_reply_or_at_night(by_mei, city):
    primary, [joined] = with_voices(by_mei, 1)
    voices.call(joined, by=by_mei, at=timezone.now(), is_reached=True)
    assert refusal_of(joined, by_mei) == "told"

    _other, [early] = with_voices(by_mei, 1, status=Status.HANDLING)
    assert refusal_of(early, by_mei) == "too_early"
    assert refusal_of(Petition.objects.get(work_order=primary, is_primary=True), by_mei) == "primary"

    _third, [nameless] = with_voices(by_mei, 1, is_anonymous=True)
    assert refusal_of(nameless, by_mei) == "nobody_to_call"

    _fourth, [late] = with_voices(by_mei, 1)
    night = datetime(2026, 11, 18, 22, 0, tzinfo=CITY_TIME)
    with pytest.raises(NotAllowed) as refused:
        voices.call(late, by=by_mei, at=night, is_reached=False)
    assert refused.value.code == "calling_hours"


def test_those_who_join_a_closed_order_are_told_its_reply(mei, by_mei):
    primary, [joined] = with_voices(by_mei, 1, status=Status.CLOSED)

    assert mei.post(url("voice-told", primary, joined), {"solved": "solved"}).status_code == 302
    assert voices.tally(voices.of(primary)) == voices.Tally(total=1, told=1, still=0)


def test_the_unit_does_not_call(sit_down, cast, by_mei):
    primary, [joined] = with_voices(by_mei, 1)

    with pytest.raises(NotPermitted):
        voices.call(joined, by=factories.acting(cast.wei), at=timezone.now(), is_reached=True)
    assert sit_down(cast.wei).get(url("voice", primary, joined)).status_code == 403


def test_the_number_is_masked_until_somebody_says_why(mei, by_mei):
    primary, [joined] = with_voices(by_mei, 1)

    masked = mei.get(url("voice", primary, joined)).content.decode()
    shown = mei.post(url("voice-reveal", primary, joined), {"reason": "contact", "note": ""})

    assert ("139****0000" in masked, "13900000000" in masked) == (True, False)
    assert "13900000000" in shown.content.decode()
    assert shown.headers["Refresh"] == f"60;url={url('voice', primary, joined)}"
    assert mei.post(url("voice-reveal", primary, joined), {"reason": ""}).status_code == 422


def test_one_who_has_left_is_called_from_there_no_more(mei, by_mei):
    primary, [joined] = with_voices(by_mei, 1)
    order = WorkOrder.objects.get(status=Status.MERGED)
    workflow.advance(order, Action.UNMERGE, by=by_mei, at=timezone.now(), reason="不是同一处")

    assert mei.get(url("voice", primary, joined)).status_code == 404
    assert mei.post(url("voice-told", primary, joined), {}).status_code == 404


# --- other systems


def detail(client, petition):
    return client.get(f"/api/v1/petitions/{petition.number}").json()


def test_who_asks_for_a_merged_petition_learns_of_the_order_that_answers_it(mei, by_mei):
    primary, [joined] = with_voices(by_mei, 1)
    own = WorkOrder.objects.get(status=Status.MERGED)

    said = detail(mei, joined)

    assert (said["work_order"], said["registered_as"]) == (primary.number, own.number)
    assert said["status"]["code"] == "follow_up"
    assert said["reply"]["text"] == "破损地砖已更换，路面恢复平整。"


def test_there_is_no_reply_before_the_office_has_passed_it_on(mei, by_mei):
    _primary, [joined] = with_voices(by_mei, 1, status=Status.SUBMITTED)

    assert detail(mei, joined)["reply"] is None


def test_all_in_an_order_count_as_changed_when_one_joins_or_leaves(mei, by_mei):
    primary, [_joined] = with_voices(by_mei, 1, status=Status.HANDLING)
    order = factories.submit_petition()
    merged_at = timezone.now() + timedelta(hours=1)

    def changed(since):
        answer = mei.get("/api/v1/petitions", {"updated_since": since.isoformat()}).json()
        return {row["number"] for row in answer["results"]}

    workflow.advance(order, Action.MERGE, by=by_mei, at=merged_at, primary=primary, reason="同一处破损")
    everybody = set(Petition.objects.values_list("number", flat=True))
    assert (len(everybody), changed(merged_at)) == (3, everybody)

    left_at = merged_at + timedelta(hours=1)
    workflow.advance(order, Action.UNMERGE, by=by_mei, at=left_at, reason="不是同一处")
    assert changed(left_at) == everybody
