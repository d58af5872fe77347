"""What happened to an order, in words: its events and the callers' notes, newest first.

Pure: rows make entries. What the reader may not learn is left out here, not in the template.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import moments
from core.actors import SYSTEM
from core.components import TimelineEntry
from core.models import Event
from petitions import amended, wording
from petitions.enums import (
    Action,
    ArbitrationCause,
    AssignmentRole,
    Channel,
    ClockName,
    Contacted,
    ContactMethod,
    ContactOutcome,
    DisclosureReason,
    DissatisfactionCause,
    ExclusionGround,
    ExtensionReason,
    FinalGround,
    NotAcceptedReason,
    ResultCode,
    ReturnReason,
    Solved,
    SupervisionLevel,
    SuspensionCause,
    Urgency,
    VerificationMethod,
)
from petitions.models import Assignment, FollowUp

PREFIX = "workorder."
IDENTITY_SHOWN, FILE_ADDED = "identity_shown", "file_added"
JOINED, LEFT, JOINED_CALLED = "joined", "left", "joined_called"
SUPERVISED, SUPERVISION_REPLIED = "supervised", "supervision_replied"
SUPERVISION_WRITTEN_OFF, URGED = "supervision_written_off", "urged"
OVERDUE, ESCALATED, PLAN_DUE = "overdue", "escalated", "plan_due"

Data = Mapping[str, Any]
Words = tuple[str, str]  # what was done, and somebody's own words

BY_THE_UNIT = frozenset({
    Action.SIGN, Action.UNDO_SIGN, Action.REQUEST_RETURN, Action.CONTACT, Action.SECURE, Action.SUBMIT,
    Action.REQUEST_ASSIST, Action.WAIVE_ASSIST, Action.REQUEST_EXTENSION, Action.REQUEST_SUSPENSION,
    Action.APPLY_EXCLUSION,
})  # fmt: skip
ANSWERED_CALLS = frozenset({Action.CLOSE, Action.PROPOSE_REWORK, Action.PROPOSE_FINAL})
OF_THE_OFFICE = frozenset({Action.PROPOSE_REWORK, Action.PROPOSE_AWARD, Action.RECUSE})  # not for the units
WARNINGS = frozenset({
    Action.REQUEST_RETURN, Action.REJECT_RETURN, Action.ARBITRATE, Action.OBJECT_ASSIST, Action.RAISE_URGENCY,
    Action.AUTO_SIGN, Action.FAIL_VERIFICATION, Action.REWORK, Action.REPAIR, Action.REOPEN,
    IDENTITY_SHOWN, SUPERVISED, URGED, OVERDUE, ESCALATED,
})  # fmt: skip


@dataclass(frozen=True)
class Reader:
    """What the person who reads may learn (practice §2.10): the unit never hears the petitioner's answers from here."""

    answers: bool
    internal_notes: bool


def entries(
    events: Iterable[Event], *, assignments: Sequence[Assignment], calls: Sequence[FollowUp], reader: Reader
) -> list[TimelineEntry]:
    """The whole story, newest first. `assignments` with their departments, `calls` from any round."""
    told = (_entry(event, assignments, calls, reader) for event in events)
    return [entry for entry in told if entry][::-1]


def _entry(
    event: Event, assignments: Sequence[Assignment], calls: Sequence[FollowUp], reader: Reader
) -> TimelineEntry | None:
    kind = event.kind.removeprefix(PREFIX)
    if kind not in WORDS or (kind in OF_THE_OFFICE and not reader.answers):
        return None
    data = {name: value for name, value in event.data.items() if value is not None}
    text, quote = WORDS[kind](data)
    if kind == Action.SUBMIT and reader.internal_notes and "internal_note" in data:
        quote += "\n\n" + _("Internal note: %(note)s") % {"note": data["internal_note"]}
    if kind == Action.MISS_CALL and not reader.answers:
        quote = ""  # whoever picked up may have said something
    if kind in ANSWERED_CALLS and reader.answers:
        text, quote = _answers(event, calls) or (text, quote)
    return TimelineEntry(event.at, author(event, assignments), title_of(event), text, quote, _tone(event, kind))


def title_of(event: Event) -> str:
    kind = event.kind.removeprefix(PREFIX)
    own = {
        IDENTITY_SHOWN: _("Looked at the petitioner's identity"),
        FILE_ADDED: _("Added a file"),
        JOINED: _("Petitions joined"),
        LEFT: _("Petitions left"),
        JOINED_CALLED: _("Called somebody who joined"),
        SUPERVISED: _("Supervision"),
        SUPERVISION_REPLIED: _("Replied to the supervision"),
        SUPERVISION_WRITTEN_OFF: _("Supervision written off"),
        URGED: _("Reminded the unit"),
        OVERDUE: _("Overdue"),
        ESCALATED: _("Those higher up told"),
        PLAN_DUE: _("The day that was promised"),
        **amended.TITLES,
    }
    return str(own.get(kind) or capfirst(Action(kind).label))


def author(event: Event, assignments: Sequence[Assignment] = ()) -> str:
    """Who did it, with the unit where it was done for one."""
    if event.by_id is None and event.by_name == SYSTEM.name:
        return _("the system")
    unit = _unit(event, assignments)
    return f"{unit} {event.by_name}" if unit else event.by_name


def _unit(event: Event, assignments: Sequence[Assignment]) -> str:
    """The unit that led when the event happened."""
    if event.kind.removeprefix(PREFIX) not in BY_THE_UNIT:
        return ""
    leads = [row for row in assignments if row.role == AssignmentRole.LEAD and row.dispatched_at <= event.at]
    return max(leads, key=lambda row: row.dispatched_at).department.short_name if leads else ""


def _tone(event: Event, kind: str) -> str:
    if kind in WARNINGS:
        return "warning"
    return "system" if event.by_id is None else ""


# --- what each kind of event says


def _registered(data: Data) -> Words:
    values = {"petition": data["petition"], "channel": Channel(data["channel"]).label}
    return _("petition %(petition)s through %(channel)s") % values, ""


def _accepted(data: Data) -> Words:
    said = [data.get("category", ""), _label(Urgency, data.get("urgency"))]
    return _joined(said), ""


def _refused(data: Data) -> Words:
    passed_to = _("passed to %(whom)s") % {"whom": data["passed_to"]} if data.get("passed_to") else ""
    return _joined([_label(NotAcceptedReason, data["reason_code"]), passed_to]), data["channel_text"]


def _merged(data: Data) -> Words:
    return _("into %(order)s") % {"order": data["primary"]}, data.get("reason", "")


def _moved(data: Data) -> Words:
    return _joined([data["order"], _listed(data["petitions"])]), ""


def _given_out(data: Data) -> Words:
    said = [_("automatically, by the duty list") if data.get("is_auto") else "", _lead(data), _assists(data)]
    return _joined(said), _joined([data.get("reason", ""), data.get("instructions", "")], "\n")


def _lead(data: Data) -> str:
    return _("lead %(unit)s") % {"unit": data["lead"]}


def _assists(data: Data) -> str:
    units = data.get("assists") or []
    return _("assists %(units)s") % {"units": _listed(units)} if units else ""


def _signed(data: Data) -> Words:
    name, phone = data.get("handler_name", ""), data.get("handler_phone", "")
    return _("handler %(name)s") % {"name": f"{name} {phone}".strip()} if name else "", ""


def _return_asked(data: Data) -> Words:
    suggested = _("suggests %(unit)s") % {"unit": data["suggested"]} if data.get("suggested") else ""
    return _joined([_label(ReturnReason, data["reason"]), suggested]), data["basis"]


def _disputed(data: Data) -> Words:
    opinions = [data.get("reason", ""), data.get("duty_opinion", ""), data.get("law_opinion", "")]
    return _label(ArbitrationCause, data.get("ground")), _joined(opinions, "\n")


def _position_stated(data: Data) -> Words:
    return "", _joined([data["text"], data["basis"]], "\n")


def _assist(data: Data) -> Words:
    return _("assists %(units)s") % {"units": data["unit"]}, data.get("piece") or data.get("reason", "")


def _objection_settled(data: Data) -> Words:
    verdict = _("%(unit)s is released") if data.get("released") else _("%(unit)s has to help")
    return verdict % {"unit": data["unit"]}, data["decision"]


def _extension_asked(data: Data) -> Words:
    days = ngettext("%(n)s day", "%(n)s days", data["days"]) % {"n": data["days"]}
    return _joined([_label(ExtensionReason, data["reason"]), days]), data["plan"]


def _extended(data: Data) -> Words:
    due = next((clock[1] for name, clock in (data.get("clocks") or {}).items() if clock and name in EXTENDED), None)
    text = _("due %(at)s") % {"at": moments.due(datetime.fromtimestamp(due, UTC))} if due else ""
    return text, data.get("decision", "")


EXTENDED = (ClockName.HANDLE, ClockName.REWORK)


def _urgency_raised(data: Data) -> Words:
    return _("to %(urgency)s") % {"urgency": _label(Urgency, data["urgency"])}, data["reason"]


def _final_proposed(data: Data) -> Words:
    return _label(FinalGround, data["ground"]), data["basis"]


def _exclusion_asked(data: Data) -> Words:
    return _label(ExclusionGround, data["ground"]), data["evidence"]


def _checked_on(data: Data) -> Words:
    return _label(VerificationMethod, data.get("method")), data.get("finding", "")


def _reviewed(data: Data) -> Words:
    return _("to be looked at again on %(day)s") % {"day": _day(data["review_on"])}, data["decision"]


def _contacted(data: Data) -> Words:
    said = [_label(ContactMethod, data["method"]), _label(ContactOutcome, data["outcome"])]
    return _joined(said), data.get("note", "")


def _suspension_asked(data: Data) -> Words:
    review = _("to be looked at again on %(day)s") % {"day": _day(data["review_on"])}
    owner = _("%(name)s answers for it") % {"name": data["owner_name"]}
    return _joined([_label(SuspensionCause, data["ground"]), review, owner]), _joined(
        [data["interim_measure"], data["plan"]], "\n"
    )


def _submitted(data: Data) -> Words:
    planned = _("planned for %(day)s") % {"day": _day(data["planned_on"])} if data.get("planned_on") else ""
    told = ""
    if data.get("told_at"):
        told = _("petitioner told on %(at)s") % {"at": moments.due(datetime.fromisoformat(data["told_at"]))}
    return _joined([_label(ResultCode, data["result_code"]), planned, told]), data["public_text"]


def _identity_shown(data: Data) -> Words:
    return _("reason: %(reason)s") % {"reason": _label(DisclosureReason, data["reason"])}, data.get("note", "")


def _supervised(data: Data) -> Words:
    """Not its occasion: that could be what the petitioner answered."""
    due = ""
    if "due_at" in data:
        due = _("reply due %(due)s") % {"due": moments.due(datetime.fromisoformat(data["due_at"]))}
    again = _("a better reply is asked for") if data.get("again") else ""
    return _joined([data["number"], _label(SupervisionLevel, data["level"]), again, due]), data["demand"]


def _supervision_replied(data: Data) -> Words:
    done = _("to be done by %(day)s") % {"day": _day(data["done_on"])}
    return _joined([data["number"], done]), _joined([data["cause"], data["measure"]], "\n")


def _supervision_written_off(data: Data) -> Words:
    return data["number"], data["evidence"]


def _quoting(name: str) -> Callable[[Data], Words]:
    return lambda data: ("", data.get(name, ""))


def _answers(event: Event, calls: Sequence[FollowUp]) -> Words | None:
    """What the petitioner said in the call that the event speaks of."""
    call = next((call for call in calls if call.is_reached and call.at == event.at), None)
    if call is None:
        return None
    said = [
        _("contacted in time: %(answer)s") % {"answer": _label(Contacted, call.contacted)} if call.contacted else "",
        _label(Solved, call.solved),
        ngettext("%(n)s point", "%(n)s points", call.rating) % {"n": call.rating} if call.rating else "",
        _("cause: %(cause)s") % {"cause": _label(DissatisfactionCause, call.cause)} if call.cause else "",
    ]
    return _joined(said), call.comment


WORDS: dict[str, Callable[[Data], Words]] = {
    Action.REGISTER: _registered,
    Action.ACCEPT: _accepted,
    Action.REFUSE: _refused,
    Action.ANSWER: _quoting("text"),
    Action.MERGE: _merged,
    Action.UNMERGE: _quoting("reason"),
    Action.DISPATCH: _given_out,
    Action.SIGN: _signed,
    Action.UNDO_SIGN: _quoting("reason"),
    Action.AUTO_SIGN: lambda data: (_("the return window ended and nobody had signed"), ""),
    Action.REQUEST_RETURN: _return_asked,
    Action.APPROVE_RETURN: _quoting("decision"),
    Action.REJECT_RETURN: _quoting("decision"),
    Action.ENDORSE_RETURN: _quoting("reason"),
    Action.ARBITRATE: _disputed,
    Action.STATE_POSITION: _position_stated,
    Action.PROPOSE_AWARD: _given_out,
    Action.AWARD: _given_out,
    Action.REASSIGN: _given_out,
    Action.REQUEST_ASSIST: _assist,
    Action.ADD_ASSIST: _assist,
    Action.DENY_ASSIST: _quoting("decision"),
    Action.OBJECT_ASSIST: _quoting("reason"),
    Action.SETTLE_OBJECTION: _objection_settled,
    Action.FINISH_ASSIST: _quoting("result"),
    Action.WAIVE_ASSIST: _assist,
    Action.CONTACT: _contacted,
    Action.SECURE: _quoting("note"),
    Action.REQUEST_EXTENSION: _extension_asked,
    Action.EXTEND: _extended,
    Action.REFUSE_EXTENSION: _quoting("decision"),
    Action.REQUEST_SUSPENSION: _suspension_asked,
    Action.SUSPEND: _quoting("decision"),
    Action.REFUSE_SUSPENSION: _quoting("decision"),
    Action.RENEW_SUSPENSION: _reviewed,
    Action.RESUME: _quoting("reason"),
    Action.SUBMIT: _submitted,
    Action.REPAIR: _quoting("reason"),
    Action.TO_VERIFICATION: _quoting("reason"),
    Action.TO_FOLLOW_UP: _quoting("reason"),
    Action.VERIFY: _checked_on,
    Action.FAIL_VERIFICATION: _checked_on,
    Action.MISS_CALL: _quoting("note"),
    Action.PROPOSE_REWORK: _quoting("comment"),
    Action.CLOSE: _quoting("reason"),
    Action.REWORK: _quoting("demand"),
    Action.REOPEN: _quoting("reason"),
    Action.PROPOSE_FINAL: _final_proposed,
    Action.REFUSE_FINAL: _quoting("decision"),
    Action.FINAL_REPLY: _quoting("letter"),
    Action.WITHDRAW: _quoting("reason"),
    Action.RAISE_URGENCY: _urgency_raised,
    Action.CLOSE_WITHOUT_CALL: _quoting("finding"),
    Action.ARCHIVE: _quoting("reason"),
    Action.APPLY_EXCLUSION: _exclusion_asked,
    Action.CHECK_EXCLUSION: _quoting("note"),
    Action.REFUSE_EXCLUSION: _quoting("decision"),
    Action.EXCLUDE: _quoting("decision"),
    Action.UPHOLD_EXCLUSION: _quoting("note"),
    Action.RESTORE: _quoting("note"),
    Action.RECUSE: _quoting("reason"),
    IDENTITY_SHOWN: _identity_shown,
    FILE_ADDED: lambda data: (data["name"], ""),
    JOINED: _moved,
    LEFT: _moved,
    JOINED_CALLED: lambda data: (
        _joined([data["petition"], _("told") if data["is_reached"] else _("nobody answered")]),
        "",
    ),
    SUPERVISED: _supervised,
    SUPERVISION_REPLIED: _supervision_replied,
    SUPERVISION_WRITTEN_OFF: _supervision_written_off,
    OVERDUE: lambda data: (wording.text("clock.red", data), ""),
    ESCALATED: lambda data: (wording.text("clock.escalated", data), ""),
    PLAN_DUE: lambda data: (_day(data["day"]), ""),
    URGED: lambda data: (data["unit"], data.get("note", "")),
    **amended.WORDS,
}


def _label(choices: Any, value: str | None) -> str:
    return choices(value).label if value else ""


def _day(text: str) -> str:
    return moments.full_day(date.fromisoformat(text))


def _joined(parts: Iterable[str], by: str = "") -> str:
    return (by or _("; ")).join(str(part) for part in parts if part)


def _listed(units: Sequence[str]) -> str:
    return _(", ").join(units)
