"""D1 as rows of the database: what each answer of the table looks like in a work order and its assignments."""

from datetime import date, datetime, timedelta

from core import kept
from core.calendar import CITY_TIME
from core.models import CalendarYear
from partyorgs.enums import DepartmentSystem
from partyorgs.models import Department
from petitions.enums import AssignmentRole, Channel, ReturnReason, ReturnState, Status
from petitions.models import Assignment, ReturnRequest, WorkOrder
from tests.reports import d1

DISPATCHED_AT = datetime(2026, 3, 2, 9, 0, tzinfo=CITY_TIME)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CONTACT_DUE, SIGN_DUE, HANDLE_DUE = DISPATCHED_AT + DAY, DISPATCHED_AT + 4 * HOUR, DISPATCHED_AT + 7 * DAY
LATE = timedelta(minutes=1)
CODES = {"A": "D14", "B": "D15"}


def load(year=2026):
    """Departments A and B with the twenty orders; the days of three years around them. By letter."""
    CalendarYear.objects.bulk_create(
        [CalendarYear(year=known, source="test") for known in (year - 1, year, year + 1)], ignore_conflicts=True
    )
    kept.forget_all()
    units = {letter: unit(code, f"{letter}局") for letter, code in CODES.items()}
    for row in d1.rows():
        order(row, units)
    return units


def unit(code, name, system=DepartmentSystem.GOVERNMENT):
    values = {"name": name, "short_name": name, "system": system, "valid_from": date(2015, 1, 1)}
    return Department.objects.get_or_create(code=code, defaults=values)[0]


def order(row, units, **changes):
    closed_at = DISPATCHED_AT + 10 * DAY if row["closed"] == "Y" else None
    reopened_at = DISPATCHED_AT + 20 * DAY if row["reopen"] == "Y" else None
    values = {
        "number": f"GD20260302{int(row['no']):06}",
        "title": f"D1 第 {row['no']} 件",
        "status": status_of(row),
        "round": int(row["rounds"]),
        "channel": Channel.HOTLINE_12345,
        "kind": d1.KINDS[row["kind"]],
        "lead": units[row["dept"]],
        "registered_at": DISPATCHED_AT - HOUR,
        "updated_at": DISPATCHED_AT + 20 * DAY,
        "dispatched_at": DISPATCHED_AT,
        "is_auto_dispatched": row["auto"] == "Y",
        "lead_changed": row["lead_changed"] == "Y",
        "is_anonymous": row["contact"] == "-",
        "contacted_answer": d1.YES_NO[row["contact"]] if row["fu"] == "Y" else None,
        "contact_due_at": CONTACT_DUE,
        "contacted_at": {"Y": CONTACT_DUE, "N": CONTACT_DUE + LATE, "-": None}[row["contact"]],
        "handle_due_at": HANDLE_DUE,
        "submitted_at": {"Y": HANDLE_DUE, "N": HANDLE_DUE + LATE, "-": None}[row["ontime"]],
        "solved": d1.ANSWERS[row["q2"]] or "",
        "rating": None if row["q3"] == "-" else int(row["q3"]),
        "excluded_at": DISPATCHED_AT + 12 * DAY if row["excl"] == "Y" else None,
        "closed_at": None if reopened_at else closed_at,
        "reopened_at": reopened_at,
    }
    made = WorkOrder.objects.create(**values | changes)
    assign(made, row, units)
    return made


def status_of(row):
    if row["susp"] == "Y":
        return Status.SUSPENDED
    if row["reopen"] == "Y":
        return Status.REWORKING
    return Status.CLOSED if row["closed"] == "Y" else Status.REWORKING


def assign(made, row, units):
    decision, _, asked_by = row["return"].partition(":")
    if decision == "A":
        first = assignment(made, units[asked_by], DISPATCHED_AT, signed_at=None, ended_at=DISPATCHED_AT + HOUR)
        ask_return(first, ReturnState.APPROVED)
    signed_at = {"Y": SIGN_DUE, "N": SIGN_DUE + LATE}[row["sign"]]
    lead = assignment(made, units[row["dept"]], DISPATCHED_AT, signed_at=signed_at)
    if decision == "R":
        ask_return(lead, ReturnState.REJECTED)
    if row["reopen"] == "Y":  # the unit takes it up again: no dispatch, and no clock to sign by
        assignment(made, units[row["dept"]], made.reopened_at, signed_at=made.reopened_at, sign_due_at=None)


def assignment(made, unit, at, *, signed_at, ended_at=None, sign_due_at=SIGN_DUE):
    if made.assignments.filter(is_active=True).exists():
        made.assignments.filter(is_active=True).update(is_active=False, ended_at=at)
    return Assignment.objects.create(
        work_order=made, department=unit, role=AssignmentRole.LEAD, dispatched_at=at, signed_at=signed_at,
        sign_due_at=sign_due_at, is_active=ended_at is None, ended_at=ended_at,
    )  # fmt: skip


def ask_return(assignment, state):
    ReturnRequest.objects.create(
        work_order=assignment.work_order, assignment=assignment, reason=ReturnReason.R1, basis="C-010101", state=state,
        at=DISPATCHED_AT, by_name="联络员", decided_at=DISPATCHED_AT + HOUR, decided_by_name="派单员",
    )  # fmt: skip
