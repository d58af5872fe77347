"""Every step a work order can take: from where, to where, and what it does to the clocks.

One line is one line of practice §2.3, or one act of it where it takes two people: asking and deciding. A new step is a
new row here, a line in `permissions.MAY`, and where it asks or leaves something, a guard and an effect of its name.
"""

from dataclasses import dataclass

from petitions.enums import OPEN, Action, ClockName, Status

A, S, C = Action, Status, ClockName

SAME = "same"  # the order stays where it is
PREVIOUS = "previous"  # the order goes back to where it was before a return was asked for, or before it was merged

Clocks = tuple[ClockName, ...]
NONE: Clocks = ()
ALL: Clocks = tuple(ClockName)
HANDLING: Clocks = (C.HANDLE, C.REWORK)  # of these one runs: a reworked reply sent back is handled on its rework clock
GIVEN: Clocks = (C.SIGN, C.HANDLE, C.RETURN_WINDOW, C.DANGER)  # what runs from the moment a unit is given an order
TO_SIGN: Clocks = (C.SIGN, C.RETURN_WINDOW)
DISPUTE_ENDS: Clocks = (C.RETURN_REVIEW, C.RETURN_WINDOW, C.EXTENSION)
CALLING: Clocks = (C.FOLLOW_UP, C.FIRST_CALL)
PASSED_ON: Clocks = (C.REVIEW, C.HANDLE, C.REWORK)  # a reply is accepted: its clocks end where they were paused

FIRST = {S.REGISTERED, S.ACCEPTED}
WITH_UNIT = {S.DISPATCHED, S.HANDLING}
WORKED_ON = {S.HANDLING, S.REWORKING}
GIVEN_OUT = {*WITH_UNIT, S.REWORKING}
DISPUTED = {*WITH_UNIT, S.RETURN_PENDING}
ASSISTED = {*GIVEN_OUT, S.RETURN_PENDING, S.ARBITRATING, S.SUSPENDED}
BEFORE_REPLY = {*FIRST, *DISPUTED, S.ARBITRATING}
LAST_WORD = {S.REWORKING, S.FOLLOW_UP}
COUNTED = {*WORKED_ON, S.SUSPENDED, S.SUBMITTED, S.VERIFYING, S.FOLLOW_UP, S.CLOSED}
RECHECKED = {*COUNTED, S.ARCHIVED}
DONE = {S.CLOSED, S.NOT_ACCEPTED, S.ANSWERED, S.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class Transition:
    id: str
    action: Action
    sources: frozenset[Status]
    target: Status | str
    stops: Clocks
    starts: Clocks
    pauses: Clocks
    resumes: Clocks


def row(
    id: str,
    action: Action,
    sources: Status | set[Status] | frozenset[Status],
    target: Status | str,
    stops: Clocks = NONE,
    starts: Clocks = NONE,
    *,
    pauses: Clocks = NONE,
    resumes: Clocks = NONE,
) -> Transition:
    froms = frozenset({sources} if isinstance(sources, Status) else sources)
    return Transition(id, action, froms, target, stops, starts, pauses, resumes)


TRANSITIONS = (
    #    id     action                from                        to                stops          starts
    row("T02", A.ACCEPT,             S.REGISTERED,               S.ACCEPTED,       (C.INTAKE,),   (C.DISPATCH,)),
    row("T03", A.REFUSE,             S.REGISTERED,               S.NOT_ACCEPTED,   ALL),
    row("T04", A.ANSWER,             S.REGISTERED,               S.ANSWERED,       ALL),
    row("T05", A.MERGE,              FIRST,                      S.MERGED,         ALL),
    row("T05", A.UNMERGE,            S.MERGED,                   PREVIOUS),
    row("T06", A.DISPATCH,           S.ACCEPTED,                 S.DISPATCHED,     (C.DISPATCH,), GIVEN),
    row("T07", A.SIGN,               S.DISPATCHED,               S.HANDLING,       (C.SIGN,),     (C.CONTACT,)),
    row("T07", A.UNDO_SIGN,          S.HANDLING,                 S.DISPATCHED,     (C.CONTACT,)),
    row("T08", A.AUTO_SIGN,          S.DISPATCHED,               S.HANDLING,       TO_SIGN,       (C.CONTACT,)),
    row("T09", A.REQUEST_RETURN,     WITH_UNIT,                  S.RETURN_PENDING, (C.RETURN_WINDOW, C.EXTENSION),
        (C.RETURN_REVIEW,), pauses=HANDLING),
    row("T10", A.ENDORSE_RETURN,     S.RETURN_PENDING,           SAME),
    row("T10", A.APPROVE_RETURN,     S.RETURN_PENDING,           S.ACCEPTED,       ALL,           (C.DISPATCH,)),
    row("T11", A.REJECT_RETURN,      S.RETURN_PENDING,           PREVIOUS,         (C.RETURN_REVIEW,),
        resumes=HANDLING),
    row("T12", A.ARBITRATE,          DISPUTED,                   S.ARBITRATING,    DISPUTE_ENDS,
        (C.ARBITRATION,), pauses=(*HANDLING, C.SIGN)),
    row("T12", A.STATE_POSITION,     S.ARBITRATING,              SAME),
    row("T13", A.PROPOSE_AWARD,      S.ARBITRATING,              SAME),
    row("T13", A.AWARD,              S.ARBITRATING,              S.DISPATCHED,     ALL,           GIVEN),
    row("T14", A.REASSIGN,           GIVEN_OUT,                  S.DISPATCHED,     ALL,           GIVEN),
    row("T15", A.REQUEST_ASSIST,     WORKED_ON,                  SAME),
    row("T15", A.ADD_ASSIST,         WORKED_ON,                  SAME),
    row("T15", A.DENY_ASSIST,        WORKED_ON,                  SAME),
    row("T15", A.OBJECT_ASSIST,      ASSISTED,                   SAME),
    row("T15", A.SETTLE_OBJECTION,   ASSISTED,                   SAME),
    row("T15", A.FINISH_ASSIST,      ASSISTED,                   SAME),
    row("T15", A.WAIVE_ASSIST,       WORKED_ON,                  SAME),
    row("T16", A.CONTACT,            WORKED_ON,                  SAME),
    row("T16", A.SECURE,             WITH_UNIT,                  SAME,             (C.DANGER,)),
    row("T17", A.REQUEST_EXTENSION,  WORKED_ON,                  SAME,             NONE,          (C.EXTENSION,)),
    row("T17", A.EXTEND,             WORKED_ON,                  SAME,             (C.EXTENSION,)),
    row("T17", A.REFUSE_EXTENSION,   WORKED_ON,                  SAME,             (C.EXTENSION,)),
    row("T18", A.REQUEST_SUSPENSION, S.HANDLING,                 SAME),
    row("T18", A.SUSPEND,            S.HANDLING,                 S.SUSPENDED,      (C.EXTENSION,), (C.SUSPENSION,),
        pauses=(*HANDLING, C.CONTACT)),
    row("T18", A.REFUSE_SUSPENSION,  S.HANDLING,                 SAME),
    row("T18", A.RENEW_SUSPENSION,   S.SUSPENDED,                SAME,             (C.SUSPENSION,), (C.SUSPENSION,)),
    row("T19", A.RESUME,             S.SUSPENDED,                S.HANDLING,       (C.SUSPENSION,),
        resumes=(*HANDLING, C.CONTACT)),
    row("T20", A.SUBMIT,             WORKED_ON,                  S.SUBMITTED,      (C.CONTACT, C.DANGER, C.EXTENSION),
        (C.REVIEW,), pauses=HANDLING),
    row("T21", A.REPAIR,             S.SUBMITTED,                S.HANDLING,       (C.REVIEW,),
        resumes=HANDLING),
    row("T22", A.TO_VERIFICATION,    S.SUBMITTED,                S.VERIFYING,      PASSED_ON,     (C.VERIFY,)),
    row("T23", A.TO_FOLLOW_UP,       S.SUBMITTED,                S.FOLLOW_UP,      PASSED_ON,     CALLING),
    row("T24", A.VERIFY,             S.VERIFYING,                S.FOLLOW_UP,      (C.VERIFY,),   CALLING),
    row("T25", A.FAIL_VERIFICATION,  S.VERIFYING,                S.REWORKING,      (C.VERIFY,),   (C.REWORK,)),
    row("T26", A.CLOSE,              S.FOLLOW_UP,                S.CLOSED,         ALL),
    row("T26", A.MISS_CALL,          S.FOLLOW_UP,                SAME,             (C.FIRST_CALL,)),
    row("T27", A.PROPOSE_REWORK,     S.FOLLOW_UP,                SAME,             (C.FIRST_CALL,)),
    row("T27", A.REWORK,             S.FOLLOW_UP,                S.REWORKING,      CALLING,       (C.REWORK,)),
    row("T28", A.REOPEN,             S.CLOSED,                   S.REWORKING,      NONE,          (C.REWORK,)),
    row("T29", A.PROPOSE_FINAL,      LAST_WORD,                  SAME,             (C.FIRST_CALL,)),
    row("T29", A.REFUSE_FINAL,       LAST_WORD,                  SAME),
    row("T29", A.FINAL_REPLY,        LAST_WORD,                  S.CLOSED,         ALL),
    row("T30", A.WITHDRAW,           BEFORE_REPLY,               S.WITHDRAWN,      ALL),
    row("T31", A.RAISE_URGENCY,      OPEN,                       SAME),
    row("T33", A.CLOSE_WITHOUT_CALL, {S.SUBMITTED, S.VERIFYING}, S.CLOSED,         ALL),
    row("T32", A.ARCHIVE,            DONE,                       S.ARCHIVED,       ALL),
    # Not steps on the way but verdicts on how it is counted and by whom it is judged (practice §2.8, §2.3).
    row("X01", A.APPLY_EXCLUSION,    COUNTED,                    SAME),
    row("X02", A.CHECK_EXCLUSION,    COUNTED,                    SAME),
    row("X03", A.REFUSE_EXCLUSION,   COUNTED,                    SAME),
    row("X04", A.EXCLUDE,            COUNTED,                    SAME),
    row("X05", A.UPHOLD_EXCLUSION,   RECHECKED,                  SAME),
    row("X06", A.RESTORE,            RECHECKED,                  SAME),
    row("X07", A.RECUSE,             OPEN,                       SAME),
)  # fmt: skip

BY_ACTION = {transition.action: transition for transition in TRANSITIONS}  # an action has one row
