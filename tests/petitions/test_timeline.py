"""What happened to an order, in words a clerk would use."""

from datetime import datetime, timedelta

import pytest
from django.utils import translation

from core.actors import SYSTEM
from core.calendar import CITY_TIME
from core.models import Event
from petitions import timeline
from petitions.enums import Action, AssignmentRole
from petitions.models import Assignment, FollowUp
from petitions.timeline import Reader
from tests.petitions.cases import market, roads

MONDAY = datetime(2026, 11, 16, 10, 0, tzinfo=CITY_TIME)
OFFICE, UNIT, OTHERS = Reader(True, True), Reader(False, True), Reader(False, False)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def event(kind, *, hours=0, by_id=1, by_name="赵伟", **data):
    return Event(kind=f"workorder.{kind}", at=MONDAY + timedelta(hours=hours), by_id=by_id, by_name=by_name, data=data)


def told(*events, reader=OFFICE, assignments=(), calls=()):
    return timeline.entries(events, assignments=assignments, calls=calls, reader=reader)


def line(entry):
    return entry.title, entry.text, entry.quote


SAYINGS = [
    (event("register", petition="SQ1", channel="hotline_12345"),
     ("Register", "petition SQ1 through 12345 hotline", "")),
    (event("accept", category="路灯不亮", urgency="urgent"), ("Accept", "路灯不亮; urgent", "")),
    (event("refuse", reason_code="N2", channel_text="请向法院起诉"),
     ("Refuse", "N2 belongs to a statutory procedure", "请向法院起诉")),
    (event("dispatch", lead="市城管局", assists=["市交通局", "市水务局"], is_auto=True),
     ("Dispatch", "automatically, by the duty list; lead 市城管局; assists 市交通局, 市水务局", "")),
    (event("reassign", lead="市城管局", reason="职责调整", instructions="尽快"),
     ("Reassign", "lead 市城管局", "职责调整\n尽快")),
    (event("sign", handler_name="孙七", handler_phone="66661234"), ("Sign", "handler 孙七 66661234", "")),
    (event("sign"), ("Sign", "", "")),
    (event("request_return", reason="R3", basis="C-0117", suggested="市交通局"),
     ("Request return", "R3 another unit should lead; suggests 市交通局", "C-0117")),
    (event("reject_return", decision="权责清单明确"), ("Reject return", "", "权责清单明确")),
    (event("contact", method="phone", outcome="unreached", note=None),
     ("Record contact", "telephone; not reached", "")),
    (event("request_suspension", ground="G2", interim_measure="围挡", plan="列入预算", review_on="2027-03-01",
           owner_name="钱局长"),
     ("Ask for suspension",
      "G2 funds or project not approved; to be looked at again on Monday 1 March 2027; 钱局长 answers for it",
      "围挡\n列入预算")),
    (event("suspend", decision="同意"), ("Suspend", "", "同意")),
    (event("request_extension", reason="E1", days=5, plan="等待检测"),
     ("Ask for an extension", "E1 expert test needed; 5 days", "等待检测")),
    (event("extend", clocks={"handle": [0, 1795599000.0, None]}),
     ("Grant the extension", "due 25 November (Wed) 17:30", "")),
    (event("settle_objection", unit="市水务局", released=True, decision="另有单位"),
     ("Settle the objection", "市水务局 is released", "另有单位")),
    (event("arbitrate", ground="unclear", reason="两家均称不归自己"),
     ("Refer to arbitration", "the duty is unclear", "两家均称不归自己")),
    (event("raise_urgency", urgency="urgent", reason="停水"), ("Raise the urgency", "to urgent", "停水")),
    (event("submit", result_code="planned", planned_on="2027-03-01", public_text="已列入计划"),
     ("Submit reply", "planned; planned for Monday 1 March 2027", "已列入计划")),
    (event("merge", primary="GD1", reason="同一处"), ("Merge", "into GD1", "同一处")),
    (event("whistle_blown", whistle_number="SZ1", whistle="emergency", units=["市消防救援支队", "市应急局"],
           reason="电线私拉"),
     ("Blew a whistle", "emergency whistle SZ1; calls 市消防救援支队, 市应急局", "电线私拉")),
    (event("whistle_ended", whistle_number="SZ1", whistle="emergency", result="隐患已消除"),
     ("Ended the whistle", "emergency whistle SZ1", "隐患已消除")),
    (event("identity_shown", reason="contact", petition="SQ1"),
     ("Looked at the petitioner's identity", "reason: to contact the petitioner", "")),
    (event("file_added", name="现场.jpg"), ("Added a file", "现场.jpg", "")),
]  # fmt: skip


@pytest.mark.parametrize(("happened", "words"), SAYINGS, ids=[each.kind for each, _ in SAYINGS])
def test_each_event_is_told_in_words(happened, words):
    (entry,) = told(happened)

    assert line(entry) == words


def test_every_action_has_its_words():
    assert set(timeline.WORDS) >= set(Action)


def test_the_newest_stands_first_and_unknown_kinds_are_left_out():
    entries = told(
        event("register", petition="SQ1", channel="portal"), event("from_the_future"), event("sign", hours=1)
    )

    assert [entry.title for entry in entries] == ["Sign", "Register"]


def test_an_act_of_a_unit_names_the_unit_that_led_then():
    parts = [
        Assignment(department=roads(), role=AssignmentRole.LEAD, dispatched_at=MONDAY),
        Assignment(department=market(), role=AssignmentRole.ASSIST, dispatched_at=MONDAY),
        Assignment(department=market(), role=AssignmentRole.LEAD, dispatched_at=MONDAY + timedelta(hours=5)),
    ]

    entries = told(event("sign", hours=1), event("sign", hours=6), event("verify", hours=7), assignments=parts)

    assert [entry.who for entry in entries] == ["赵伟", "市市场监管局 赵伟", "市城管局 赵伟"]


def test_the_system_is_called_so():
    (entry,) = told(event("dispatch", by_id=None, by_name=SYSTEM.name, lead="市城管局"))

    assert (entry.who, entry.tone) == ("the system", "system")


def call(hours):
    return FollowUp(
        at=MONDAY + timedelta(hours=hours), is_reached=True, contacted="no", solved="unsolved", rating=1,
        cause="attitude", comment="态度差",
    )  # fmt: skip


def test_answers_are_told_to_the_office_alone():
    closing = event("close", hours=3)

    (office,) = told(closing, calls=[call(3)], reader=OFFICE)
    (unit,) = told(closing, calls=[call(3)], reader=UNIT)

    assert line(office) == (
        "Close after follow-up", "contacted in time: no; not solved; 1 point; cause: attitude", "态度差",
    )  # fmt: skip
    assert line(unit) == ("Close after follow-up", "", "")


def test_a_proposed_rework_is_not_told_to_the_unit():
    assert told(event("propose_rework", hours=3), calls=[call(3)], reader=UNIT) == []


def test_internal_notes_stay_inside():
    reply = event("submit", result_code="solved", public_text="已更换", internal_note="施工队欠款")

    quotes = [told(reply, reader=reader)[0].quote for reader in (UNIT, OTHERS)]

    assert quotes == ["已更换\n\nInternal note: 施工队欠款", "已更换"]
