"""The time limits a city starts with (practice §2.4). It edits the rows afterwards; they are never read from here."""

from datetime import date
from decimal import Decimal

from petitions.enums import Channel, ClockName, TimeBase, TimeUnit, Track, Urgency
from petitions.models import Category, SlaRule

C, U = ClockName, Urgency
M, H, D = TimeUnit.MINUTES, TimeUnit.HOURS, TimeUnit.DAYS
WORK, NATURAL, CALENDAR = TimeBase.WORKING, TimeBase.NATURAL, TimeBase.CALENDAR
SINCE = date(2004, 1, 1)

# clock, urgency (empty: any), amount, unit, base
LIMITS = [
    (C.INTAKE,        U.CRITICAL, "10",  M, NATURAL),
    (C.INTAKE,        U.URGENT,   "30",  M, NATURAL),
    (C.INTAKE,        U.NORMAL,   "2",   H, WORK),
    (C.DISPATCH,      U.CRITICAL, "10",  M, NATURAL),
    (C.DISPATCH,      U.URGENT,   "30",  M, NATURAL),
    (C.DISPATCH,      U.NORMAL,   "0.5", D, WORK),
    (C.SIGN,          U.CRITICAL, "0.5", H, NATURAL),
    (C.SIGN,          U.URGENT,   "2",   H, NATURAL),
    (C.SIGN,          U.NORMAL,   "4",   H, WORK),
    (C.CONTACT,       U.CRITICAL, "1",   H, NATURAL),
    (C.CONTACT,       U.URGENT,   "4",   H, NATURAL),
    (C.CONTACT,       U.NORMAL,   "1",   D, WORK),
    (C.DANGER,        U.CRITICAL, "2",   H, NATURAL),
    (C.HANDLE,        U.CRITICAL, "1",   D, NATURAL),
    (C.HANDLE,        U.URGENT,   "1",   D, NATURAL),
    (C.HANDLE,        U.NORMAL,   "5",   D, WORK),
    (C.ASSIST,        U.CRITICAL, "2",   H, NATURAL),  # before the lead's own due moment
    (C.ASSIST,        U.URGENT,   "2",   H, NATURAL),
    (C.ASSIST,        U.NORMAL,   "1",   D, WORK),
    (C.RETURN_WINDOW, U.CRITICAL, "0.5", H, NATURAL),  # not returnable; counts as signed when it ends
    (C.RETURN_WINDOW, U.URGENT,   "1",   H, NATURAL),
    (C.RETURN_WINDOW, U.NORMAL,   "1",   D, WORK),
    (C.RETURN_REVIEW, U.CRITICAL, "1",   H, NATURAL),
    (C.RETURN_REVIEW, U.URGENT,   "1",   H, NATURAL),
    (C.RETURN_REVIEW, U.NORMAL,   "4",   H, WORK),
    (C.ARBITRATION,   U.CRITICAL, "4",   H, NATURAL),
    (C.ARBITRATION,   U.URGENT,   "4",   H, NATURAL),
    (C.ARBITRATION,   U.NORMAL,   "2",   D, WORK),
    (C.EXTENSION,     "",         "4",   H, WORK),
    (C.SUSPENSION,    "",         "30",  D, CALENDAR),
    (C.REVIEW,        "",         "0.5", D, WORK),
    (C.VERIFY,        U.CRITICAL, "1",   D, NATURAL),
    (C.VERIFY,        U.URGENT,   "1",   D, NATURAL),
    (C.VERIFY,        U.NORMAL,   "2",   D, WORK),
    (C.FIRST_CALL,    "",         "1",   D, WORK),
    (C.FOLLOW_UP,     "",         "3",   D, WORK),
    (C.REWORK,        "",         "3",   D, WORK),
    (C.SUPERVISION,   "",         "3",   D, WORK),
    (C.SUPERVISION,   U.CRITICAL, "1",   D, WORK),
    (C.EMERGENCY_WHISTLE,       "", "30", M, NATURAL),
    (C.EMERGENCY_WHISTLE_RURAL, "", "60", M, NATURAL),
    (C.ENFORCEMENT_WHISTLE,     "", "24", H, NATURAL),
    (C.KEY_WORK_WHISTLE,        "", "3",  D, WORK),
    (C.EMERGENCY_RESULT,        "", "24", H, NATURAL),
    (C.ENFORCEMENT_RESULT,      "", "5",  D, WORK),
    (C.KEY_WORK_RESULT,         "", "10", D, WORK),
    (C.PETITION_REVIEW,         "", "30", D, CALENDAR),
]  # fmt: skip

# Letters and visits matters: the regulation of 2022 counts calendar days unless it says working days.
STATUTORY_LIMITS = [
    (C.INTAKE,        "15", D, CALENDAR, "《信访工作条例》第二十二条"),
    (C.DISPATCH,      "15", D, CALENDAR, "《信访工作条例》第二十二条：与受理一并自收到之日起计算"),
    (C.CONTACT,       "15", D, CALENDAR, "《信访工作条例》第二十三条：书面告知信访人"),
    (C.RETURN_WINDOW, "5",  D, WORK,     "《信访工作条例》第二十三条：对受理权限提出异议"),
    (C.HANDLE,        "60", D, CALENDAR, "《信访工作条例》第三十四条"),
]  # fmt: skip


def install_limits() -> int:
    """Add the default limits where the city has none. Returns how many rows were added."""
    if SlaRule.objects.filter(category=None).exists():
        return 0
    rows = [
        SlaRule(clock=clock, urgency=urgency, amount=Decimal(amount), unit=unit, base=base, valid_from=SINCE)
        for clock, urgency, amount, unit, base in LIMITS
    ]
    mailbox = SlaRule(
        clock=C.INTAKE, channel=Channel.MAILBOX, urgency=U.NORMAL, amount=Decimal(24), unit=H, base=NATURAL,
        valid_from=SINCE, basis="GB/T 33358-2016",
    )  # fmt: skip
    statutory = [
        SlaRule(clock=clock, track=Track.XINFANG, amount=Decimal(amount), unit=unit, base=base, valid_from=SINCE,
                basis=basis)
        for clock, amount, unit, base, basis in STATUTORY_LIMITS
    ]  # fmt: skip
    return len(SlaRule.objects.bulk_create([*rows, mailbox, *statutory]))


def install_category_limits(category: Category, *, sign_hours: Decimal, handle_days: Decimal) -> list[SlaRule]:
    """Unsaved rows for a category of the catalogue: critical and urgent ones count natural time (practice §2.4)."""
    base = WORK if category.urgency == U.NORMAL else NATURAL
    common = {"category": category, "urgency": category.urgency, "base": base, "valid_from": SINCE}
    return [
        SlaRule(clock=C.SIGN, amount=sign_hours, unit=H, **common),
        SlaRule(clock=C.HANDLE, amount=handle_days, unit=D, **common),
    ]
