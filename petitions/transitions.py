"""Every step a work order can take: from where, to where, and what it does to the clocks.

One line is one line of practice §2.3. A new step is a new row here, a line in `permissions.MAY`, and where it asks or
leaves something, a guard and an effect of its name.
"""

from dataclasses import dataclass

from petitions.enums import Action, ClockName, Status

A, S, C = Action, Status, ClockName

SAME = "same"  # the order stays where it is
PREVIOUS = "previous"  # the order goes back to where it was before a return was asked for

Clocks = tuple[ClockName, ...]
NONE: Clocks = ()
ALL: Clocks = tuple(ClockName)
HANDLING: Clocks = (C.HANDLE, C.REWORK)  # of these one runs: a reworked reply sent back is handled on its rework clock
PASSED_ON: Clocks = (C.REVIEW, C.HANDLE, C.REWORK)  # a reply is accepted: its clocks end where they were paused

FIRST = {S.REGISTERED, S.ACCEPTED}
WITH_UNIT = {S.DISPATCHED, S.HANDLING}
GIVEN_OUT = {*WITH_UNIT, S.REWORKING}
DISPUTED = {*WITH_UNIT, S.RETURN_PENDING}
BEFORE_REPLY = {*FIRST, *DISPUTED, S.ARBITRATING}
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
    sources: Status | set[Status],
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
    row("T06", A.DISPATCH,           S.ACCEPTED,                 S.DISPATCHED,     (C.DISPATCH,), (C.SIGN, C.HANDLE)),
    row("T07", A.SIGN,               S.DISPATCHED,               S.HANDLING,       (C.SIGN,),     (C.CONTACT,)),
    row("T09", A.REQUEST_RETURN,     WITH_UNIT,                  S.RETURN_PENDING, NONE,          (C.RETURN_REVIEW,),
        pauses=HANDLING),
    row("T10", A.APPROVE_RETURN,     S.RETURN_PENDING,           S.ACCEPTED,       ALL,           (C.DISPATCH,)),
    row("T11", A.REJECT_RETURN,      S.RETURN_PENDING,           PREVIOUS,         (C.RETURN_REVIEW,),
        resumes=HANDLING),
    row("T12", A.ARBITRATE,          DISPUTED,                   S.ARBITRATING,    (C.RETURN_REVIEW,), (C.ARBITRATION,),
        pauses=HANDLING),
    row("T13", A.AWARD,              S.ARBITRATING,              S.DISPATCHED,     ALL,           (C.SIGN, C.HANDLE)),
    row("T14", A.REASSIGN,           GIVEN_OUT,                  S.DISPATCHED,     ALL,           (C.SIGN, C.HANDLE)),
    row("T16", A.CONTACT,            {S.HANDLING, S.REWORKING},  SAME),
    row("T18", A.SUSPEND,            S.HANDLING,                 S.SUSPENDED,
        pauses=(*HANDLING, C.CONTACT)),
    row("T19", A.RESUME,             S.SUSPENDED,                S.HANDLING,
        resumes=(*HANDLING, C.CONTACT)),
    row("T20", A.SUBMIT,             {S.HANDLING, S.REWORKING},  S.SUBMITTED,      (C.CONTACT,),  (C.REVIEW,),
        pauses=HANDLING),
    row("T21", A.REPAIR,             S.SUBMITTED,                S.HANDLING,       (C.REVIEW,),
        resumes=HANDLING),
    row("T22", A.TO_VERIFICATION,    S.SUBMITTED,                S.VERIFYING,      PASSED_ON,     (C.VERIFY,)),
    row("T23", A.TO_FOLLOW_UP,       S.SUBMITTED,                S.FOLLOW_UP,      PASSED_ON,     (C.FOLLOW_UP,)),
    row("T24", A.VERIFY,             S.VERIFYING,                S.FOLLOW_UP,      (C.VERIFY,),   (C.FOLLOW_UP,)),
    row("T25", A.FAIL_VERIFICATION,  S.VERIFYING,                S.REWORKING,      (C.VERIFY,),   (C.REWORK,)),
    row("T26", A.CLOSE,              S.FOLLOW_UP,                S.CLOSED,         ALL),
    row("T26", A.MISS_CALL,          S.FOLLOW_UP,                SAME),
    row("T27", A.PROPOSE_REWORK,     S.FOLLOW_UP,                SAME),
    row("T27", A.REWORK,             S.FOLLOW_UP,                S.REWORKING,      (C.FOLLOW_UP,), (C.REWORK,)),
    row("T28", A.REOPEN,             S.CLOSED,                   S.REWORKING,      NONE,          (C.REWORK,)),
    row("T30", A.WITHDRAW,           BEFORE_REPLY,               S.WITHDRAWN,      ALL),
    row("T33", A.CLOSE_WITHOUT_CALL, {S.SUBMITTED, S.VERIFYING}, S.CLOSED,         ALL),
    row("T32", A.ARCHIVE,            DONE,                       S.ARCHIVED,       ALL),
)  # fmt: skip

BY_ACTION = {transition.action: transition for transition in TRANSITIONS}  # an action has one row
