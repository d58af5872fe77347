"""The stories of practice §8.3, each walked through the one door on the small test city.

ST-13 (estates without property managers), ST-16 (errand teams) and ST-18 (the year of a street) belong to other parts
of the portal: projects, services and the roll-up of the year (tests/journeys/test_year_loop.py).
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.models import CalendarDay
from partyorgs import consultation, dutyversions, revisions
from partyorgs.dutylists import Scope
from partyorgs.enums import DutyPart, Role
from partyorgs.models import DutyItem, DutyProposal
from petitions import (
    catalogue,
    disclosures,
    exclusions,
    factslips,
    integrity,
    routing,
    verification,
    whistles,
    workflow,
)
from petitions.enums import Action, AssignmentRole, ResultCode, Status, Urgency
from petitions.models import DispatchRule, DutyCase, FollowUp, IdentityDisclosure, Petition, WorkOrder
from petitions.refusals import NotAllowed, NotPermitted
from tests import factories
from tests.factories import CLUE, HALLWAY, STREET, acting, person, submit_petition
from tests.partyorgs import dutylisting
from tests.petitions.test_importing import HEADER, LAMP, counts, run
from tests.petitions.whistling import call_up, moment

HOUR = timedelta(hours=1)
MONDAY = moment("2026-11-09 09:00")
SOLVED = {"contacted": "yes", "solved": "solved", "rating": 5}
UNSOLVED = {"contacted": "yes", "solved": "unsolved", "rating": 2}
REPLY = {"result_code": ResultCode.SOLVED, "public_text": "已处理完毕，现场恢复正常。"}
SUSPENSION = {
    "ground": "G6", "interim_measure": "先行安装楼道扶手", "plan": "街道组织两次协商", "owner_name": "钱局长",
}  # fmt: skip


class Story:
    """An order and the moment it has reached; every step is taken by its right person, half an hour after the last."""

    def __init__(self, *, at=MONDAY, **said):
        self.at = at
        self.order = submit_petition(at=at, **said)

    def route(self):
        routing.route(self.order.pk, at=self.at)
        self.order = WorkOrder.objects.get(pk=self.order.pk)
        return self

    def take(self, action, by, after=HOUR / 2, **data):
        self.at += after
        self.order = workflow.advance(self.order, action, by=by, at=self.at, **data)
        return self

    def refused(self, action, by, **data):
        """The code with which the step is refused."""
        with pytest.raises(NotAllowed) as refusal:
            workflow.advance(self.order, action, by=by, at=self.at + HOUR / 2, **data)
        return refusal.value.code

    def be_taken_up(self, unit, **told):
        self.take(Action.SIGN, unit, handler_name="张工")
        return self.take(Action.CONTACT, unit, method="phone", outcome="reached", **told)

    def be_called(self, by):
        """The office passes the reply on as the rules ask."""
        if verification.is_required(self.order):
            self.take(Action.TO_VERIFICATION, by)
            return self.take(Action.VERIFY, by, finding="现场核实无误")
        return self.take(Action.TO_FOLLOW_UP, by)


@pytest.fixture
def mei(cast):
    return acting(cast.mei)


@pytest.fixture
def wei(cast):
    return acting(cast.wei)


@pytest.fixture
def chen(cast):
    return acting(cast.chen)


@pytest.fixture
def hong(cast):
    return acting(cast.hong)


@pytest.fixture
def deputy(cast):
    return acting(cast.deputy)


@pytest.fixture
def ning(cast):
    return acting(cast.ning)


@pytest.fixture
def si(city):
    """The second arbitrator, of the law."""
    return acting(person("si", "司南", {"role": Role.ARBITRATOR}))


def test_st_01_a_fire_hazard_is_whistled_for_and_gone_the_same_day(city, mei, hong):
    called = call_up()
    story = Story(content="小超市货物堵住安全出口，里面明火做饭。", category=HALLWAY, urgency=Urgency.URGENT).route()
    story.be_taken_up(hong)
    story.at += HOUR / 2
    whistle = whistles.blow(
        kind="emergency", street=city.street, place="惠民超市", reason="街道无权查封", orders=[story.order], by=hong,
        calls=[(called.fire, "清通道"), (called.emergency, "断私拉电线"), (called.market, "查证照")], at=story.at,
    )  # fmt: skip

    assert story.refused(Action.SUBMIT, hong, **REPLY) == "whistle_open"

    people = {called.fire: called.huo, called.emergency: called.ying, called.market: called.shi}
    for call in whistle.calls.select_related("department").order_by("id"):
        by = acting(people[call.department])
        whistles.arrive(call, officer_name=by.name, by=by, at=story.at + HOUR / 3)
        whistles.report(call, result="已清除", by=by, at=story.at + HOUR)
        whistles.rate(call, rating=5, note="到场快", by=hong, at=story.at + HOUR)
    whistles.end(whistle, result="隐患消除", by=hong, at=story.at + HOUR)
    story.at += HOUR
    story.take(Action.SUBMIT, hong, **REPLY).be_called(mei).take(Action.CLOSE, mei, **SOLVED)

    assert (story.order.status, story.order.closed_at.date()) == (Status.CLOSED, MONDAY.date())
    assert not whistle.calls.filter(arrived_at__gt=whistle.at + HOUR / 2).exists()


def test_st_02_what_two_units_refuse_is_awarded_and_remembered(city, mei, wei, chen, ning, si):
    story = Story(content="楼道囤积废品，异味扰民，几家单位都说不归自己管。").route()
    why = {"reason": "R1", "basis": "权责清单第三章"}
    story.take(Action.REQUEST_RETURN, wei, **why).take(Action.APPROVE_RETURN, mei, decision="改派水务局")
    story.take(Action.DISPATCH, mei, lead=city.water).take(Action.REQUEST_RETURN, chen, **why)

    assert story.refused(Action.APPROVE_RETURN, mei, decision="再改派") == "arbitration_only"

    story.take(Action.ARBITRATE, mei, ground="refusals", reason="两家均认为不属本单位")
    for unit in (wei, chen):
        story.take(Action.STATE_POSITION, unit, text="本单位只负责指导", basis="三定规定第四条")
    award = {"lead": city.roads, "assists": [city.traffic], "reason": "市容环境卫生主管"}
    story.take(Action.PROPOSE_AWARD, ning, **award, duty_change="楼内囤积废品由城管局主办")

    assert story.refused(Action.AWARD, ning, **award) == "second_person"

    story.take(Action.AWARD, si, **award)

    precedent = DutyCase.objects.get()
    assert (story.order.status, story.order.lead, precedent.lead) == (Status.DISPATCHED, city.roads, city.roads)
    assert precedent.arbitration.positions.count() == 2
    assert DutyProposal.objects.get().text == "楼内囤积废品由城管局主办"
    charged = story.order.return_requests.order_by("id").values_list("assignment__department__code", "was_wrong")
    assert list(charged) == [("D14", True), ("D16", False)]
    assert story.refused(Action.REQUEST_RETURN, wei, **why) == "return_locked"


def test_st_03_a_lift_waits_for_the_neighbours_and_nobody_is_late_for_it(city, mei, wei, deputy):
    story = Story(content="老楼加装电梯，低层住户不同意，请组织协商。").route().be_taken_up(wei)
    review_on = (MONDAY + timedelta(days=28)).date()
    story.take(Action.REQUEST_SUSPENSION, wei, **SUSPENSION, review_on=review_on, told_at=story.at)
    story.take(Action.SUSPEND, deputy, decision="同意挂账")
    story.take(
        Action.RENEW_SUSPENSION, deputy, after=timedelta(days=20), review_on=review_on + timedelta(days=20),
        decision="第一次协商未达成一致",
    )  # fmt: skip
    story.take(Action.RESUME, mei, after=timedelta(days=14), reason="第二次协商达成一致")
    story.take(Action.SUBMIT, wei, **REPLY).be_called(mei).take(Action.CLOSE, mei, **SOLVED)

    suspension = story.order.suspensions.get()
    assert (suspension.cause, suspension.state, suspension.reviews) == ("G6", "ended", 1)
    assert story.order.submitted_at <= story.order.handle_due_at
    assert story.order.paused_minutes > 20 * 7 * 60


def test_st_04_the_street_complained_about_learns_the_facts_and_not_who_told_them(city, mei, hong, chen):
    story = Story(
        content="社区工作人员的亲属在绿地上搭棚子，请为我保密。", kind="report", category=HALLWAY,
        target_department=f"S{STREET}",
    ).route()  # fmt: skip

    slip = factslips.write(
        story.order, by=mei, at=story.at + HOUR, place="公共绿地", facts="绿地东侧有一处彩钢结构。", demand="限期拆除。"
    )

    assert (story.order.is_confidential, story.order.lead) == (True, city.office)
    assert list(factslips.visible_to(hong)) == [slip]
    assert not WorkOrder.objects.visible_to(hong).exists()
    assert not WorkOrder.objects.visible_to(chen).exists()


def test_st_05_fourteen_voices_are_one_order_and_one_answer(city, mei, wei):
    story = Story(content="屋里冷得像冰窖，暖气片一点不热。").route()
    for voice in range(13):
        other = submit_petition(at=story.at + voice * HOUR, phone=f"138000020{voice:02}", category="")
        workflow.advance(
            other, Action.MERGE, by=mei, at=story.at + voice * HOUR + HOUR / 2, primary=story.order, reason="同一供热站"
        )
    story.at += 14 * HOUR
    story.be_taken_up(wei).take(Action.SUBMIT, wei, **REPLY).be_called(mei).take(Action.CLOSE, mei, **SOLVED)

    assert Petition.objects.filter(work_order=story.order).count() == 14
    assert WorkOrder.objects.filter(status=Status.MERGED, merged_into=story.order).count() == 13
    assert story.order.replies.count() == 1


def test_st_06_unpaid_wages_become_urgent_and_four_units_help(city, mei, wei, hong, chen):
    tao = acting(person("tao", "陶涛", {"role": Role.LIAISON, "department": city.traffic}))
    bao = acting(person("bao", "包波", {"role": Role.LIAISON, "department": city.office}))
    story = Story(content="班组二十多人三个月没拿到工资，请帮助追讨。").route().be_taken_up(wei)
    due_at = story.order.due_at
    story.take(Action.RAISE_URGENCY, mei, urgency=Urgency.URGENT, reason="涉及二十余人生活")
    units = {city.traffic: tao, city.water: chen, city.office: bao, city.street_office: hong}
    for unit in units:
        story.take(Action.ADD_ASSIST, mei, unit=unit, piece="核查并反馈")

    assert story.order.due_at < due_at
    assert story.refused(Action.SUBMIT, wei, **REPLY) == "assists_open"

    for by in units.values():
        story.take(Action.FINISH_ASSIST, by, result="已核查")
    story.take(Action.SUBMIT, wei, **REPLY)

    assert story.order.status == Status.SUBMITTED
    assert story.order.assignments.filter(role=AssignmentRole.ASSIST, finished_at__isnull=False).count() == 4


def test_st_07_an_inquiry_is_answered_at_the_desk(city, mei):
    story = Story(content="请问助餐点几点开门，怎么办卡？", kind="inquiry", category="")
    story.take(Action.ANSWER, mei, text="每日10:30至13:00，凭身份证到社区办卡。")

    assert (story.order.status, story.order.lead, story.order.dispatched_at) == (Status.ANSWERED, None, None)


def test_st_08_a_clue_of_discipline_is_told_its_channel_and_given_to_nobody(city, mei):
    story = Story(content="反映某工程经办人收受好处，手里有线索。", category=CLUE)

    assert story.refused(Action.REFUSE, mei, reason_code="N2") == "required"
    assert story.refused(Action.DISPATCH, mei, lead=city.roads) == "wrong_state"

    story.take(Action.REFUSE, mei, reason_code="N2", channel_text="请通过12388向纪检监察机关反映。")

    assert (story.order.status, story.order.not_accepted_reason) == (Status.NOT_ACCEPTED, "N2")
    assert not story.order.assignments.exists()


def test_st_09_the_holiday_stops_the_clocks(city, mei):
    """Vectors C1 and C2: dispatched on 30 September 2026 at 16:00."""
    holiday = [date(2026, 10, day) for day in range(1, 8)]
    days = [(day, False) for day in holiday] + [(date(2026, 10, 10), True)]
    CalendarDay.objects.bulk_create(CalendarDay(day=day, is_workday=is_workday) for day, is_workday in days)
    factories.kept.forget_all()
    story = Story(at=moment("2026-09-30 16:00"), content="人行道地砖破损，请在节后修复。").route()

    lead = story.order.assignments.get(role=AssignmentRole.LEAD)
    assert lead.sign_due_at == moment("2026-10-08 11:00")
    assert story.order.handle_due_at == moment("2026-10-13 17:30")


def test_st_10_the_petitioner_withdraws_and_the_unit_cannot(city, mei, wei):
    story, sister = Story(content="楼道堆物已自行清理。").route(), Story(content="顶层平台堆放易燃物。").route()
    story.take(Action.WITHDRAW, mei, confirmed=True)
    with pytest.raises(NotPermitted):
        workflow.advance(sister.order, Action.WITHDRAW, by=wei, at=sister.at + HOUR, confirmed=True)
    integrity.watch(sister.order, Action.WITHDRAW, by=wei, at=sister.at + HOUR)

    alert = sister.order.integrity_alerts.get()
    assert story.order.status == Status.WITHDRAWN
    assert WorkOrder.objects.get(pk=sister.order.pk).status == Status.DISPATCHED
    assert (alert.kind, alert.department, alert.by_name) == ("withdrawal_pressure", city.roads, "赵伟")


def test_st_11_rework_brings_another_answer_and_both_are_kept(city, mei, wei):
    story = Story(content="整条路路灯不亮，反映过一次没有动静。").route().be_taken_up(wei)
    story.take(Action.SUBMIT, wei, **REPLY).be_called(mei)
    story.take(Action.PROPOSE_REWORK, mei, **UNSOLVED, cause="handling", comment="太慢了")

    assert story.refused(Action.CLOSE, mei, **UNSOLVED, cause="handling") == "rework_due"

    story.take(Action.REWORK, mei, demand="两日内全部修复").take(Action.SUBMIT, wei, **REPLY)
    story.be_called(mei).take(Action.CLOSE, mei, **SOLVED | {"rating": 4})

    calls = FollowUp.objects.filter(work_order=story.order).order_by("id").values_list("round", "solved", "rating")
    assert list(calls) == [(1, "unsolved", 2), (2, "solved", 4)]
    assert (story.order.round, story.order.rating) == (2, 4)


def test_st_12_a_demand_beyond_policy_gets_a_last_word_and_leaves_the_outcome(city, mei, wei, deputy):
    chef = acting(person("chef", "车峰", {"role": Role.SUPERVISOR}))
    story = Story(content="要求把已补偿的附属用房再补偿一次。").route().be_taken_up(wei)
    story.take(Action.SUBMIT, wei, **REPLY | {"result_code": ResultCode.EXPLAINED}).be_called(mei)
    story.take(Action.PROPOSE_FINAL, mei, ground="unlawful", basis="补偿标准第三条", **UNSOLVED, cause="law_or_policy")

    with pytest.raises(NotPermitted):
        workflow.advance(story.order, Action.FINAL_REPLY, by=mei, at=story.at + HOUR, letter="最终答复")
    story.take(Action.FINAL_REPLY, deputy, letter="经复核，诉求不符合规定。", told_method="letter")
    story.take(Action.APPLY_EXCLUSION, wei, ground="X1", evidence="政策文本和送达回执")
    assert story.refused(Action.EXCLUDE, deputy, decision="同意") == "unchecked"
    story.take(Action.CHECK_EXCLUSION, mei, note="依据充分").take(Action.EXCLUDE, deputy, decision="同意剔除")

    exclusion = story.order.exclusions.get()
    assert (story.order.status, story.order.solved) == (Status.CLOSED, "unsolved")
    assert (story.order.excluded_at, exclusion.is_drawn) == (story.at, exclusions.is_drawn(story.order.number))
    assert story.refused(Action.RESTORE, mei, note="复核") == "second_person"

    story.take(Action.RESTORE, chef, note="依据不足，恢复计入")
    assert story.order.excluded_at is None


def test_st_14_what_was_taken_back_does_not_go_to_the_street(city, mei):
    DutyItem.objects.filter(code=f"C-{HALLWAY}").update(part=DutyPart.RECLAIMED, territory_allowed=False)
    catalogue.changed()
    story = Story(content="工地土方没有覆盖，大风天尘土漫天。", category=HALLWAY).route()

    assert (story.order.status, story.order.lead) == (Status.ACCEPTED, None)
    assert story.order.suggestions.get().because[-1][0] == "grassroots_guard"
    assert story.refused(Action.DISPATCH, mei, lead=city.street_office) == "grassroots_guard"
    with pytest.raises(NotAllowed, match=f"C-{HALLWAY}.*楼道堆物"):
        workflow.advance(story.order, Action.DISPATCH, by=mei, at=story.at + HOUR, lead=city.street_office)


def test_st_14_what_one_street_no_longer_has_does_not_go_there_though_other_streets_have_it(city, mei):
    """The city's list lets streets lead in this matter; the list of this street says it was taken back."""
    taken = DutyItem.objects.create(
        code="S-990102003-001", title="楼道堆物清理", lead=DutyItem.objects.get(code=f"C-{HALLWAY}").lead,
        list_kind="street", part=DutyPart.RECLAIMED, street=city.street, valid_from=factories.SINCE,
    )  # fmt: skip
    DispatchRule.objects.create(
        category=city.hallway, duty_code=taken.code, area=city.street, valid_from=factories.SINCE
    )
    catalogue.changed()
    story = Story(content="三单元楼道堆满旧家具，轮椅出不来。", category=HALLWAY).route()

    assert story.order.lead is None
    with pytest.raises(NotAllowed, match=r"S-990102003-001.*楼道堆物清理"):
        workflow.advance(story.order, Action.DISPATCH, by=mei, at=story.at + HOUR, lead=city.street_office)


def test_st_14_the_cut_of_a_street_list_shows_where_every_item_went(city):
    for number in (1, 2, 3):
        dutylisting.street_item(city.street, number)
    scope = Scope("street", street=STREET)
    kept, taken, gone = dutyversions.standing(scope)
    revision = dutylisting.drafted()
    revisions.take_list(
        revision, scope, [kept, replace(taken, part=DutyPart.RECLAIMED, lead="D14")], {gone.code: "D16"},
        by=dutylisting.drafter(), at=dutylisting.AT,
    )  # fmt: skip
    consultation.ask(revision, until=dutylisting.UNTIL, by=dutylisting.drafter(), at=dutylisting.AT)
    dutylisting.approve(revision)

    found = dutyversions.between(dutylisting.TODAY, dutylisting.DAY, scope)

    assert (found.before, found.after, found.homeless) == (3, 1, 0)
    assert [(d.item.code, d.destination) for d in found.differences] == [(taken.code, "D14"), (gone.code, "D16")]


def test_st_15_a_night_import_of_500_rows_names_its_seven_bad_ones(city):
    rows = [LAMP.format(number) for number in range(1, 501)]
    bad = {7: "短", 70: "灯", 140: "坏", 210: "暗", 280: "黑", 350: "修", 490: "亮"}
    for number, text in bad.items():
        rows[number - 1] = rows[number - 1].replace("纸鲸苑门口路灯不亮", text, 1)

    tally, faulty = run("\n".join([HEADER, *rows]))

    assert counts(tally) == {"new": 493, "known": 0, "faulty": 7, "skipped": 0}
    assert [fault.row for reading in faulty for fault in reading.faults] == [number + 1 for number in bad]
    assert Petition.objects.count() == 493


def test_st_17_who_looked_at_whom_between_two_times(city, mei, wei):
    """The page for it is tried in test_disclosures."""
    story = Story(content="夜间施工噪声扰民，请处理。").route().be_taken_up(wei)
    petition = Petition.objects.get(work_order=story.order)
    for by, at in ((wei, story.at - HOUR / 4), (wei, story.at), (mei, story.at + HOUR), (mei, story.at + 3 * HOUR)):
        disclosures.reveal(petition, story.order, by=by, at=at, reason="contact")

    seen = IdentityDisclosure.objects.filter(petition__work_order=story.order, at__range=(story.at, story.at + HOUR))
    assert list(seen.order_by("at").values_list("by_name", "unit")) == [("赵伟", "市城管局"), ("王敏", "")]
