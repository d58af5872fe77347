"""The twenty orders and twenty-two assignments of practice §3.3, read from the fixture the demo loads."""

import csv
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from petitions.enums import PetitionKind, ReturnState, Solved
from reports.facts import AssignmentFact, AssignmentTraits, OrderFact, OrderTraits

FIXTURE = Path(__file__).parents[2] / "config" / "demo_data" / "d1.csv"
DISPATCHED_AT = datetime(2026, 3, 2, 1, tzinfo=UTC)

KINDS = {
    "咨询": PetitionKind.INQUIRY,
    "求助": PetitionKind.HELP,
    "投诉": PetitionKind.COMPLAINT,
    "举报": PetitionKind.REPORT,
    "建议": PetitionKind.SUGGESTION,
}
ANSWERS = {"S": Solved.SOLVED, "P": Solved.PARTLY, "U": Solved.UNSOLVED, "-": None}
DECISIONS = {"A": ReturnState.APPROVED, "R": ReturnState.REJECTED}
YES_NO = {"Y": True, "N": False, "-": None}


@cache
def rows() -> tuple[dict[str, str], ...]:
    with FIXTURE.open(encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file))


def orders(department: str | None = None) -> list[OrderFact]:
    return [order(row) for row in rows() if department in (None, row["dept"])]


def assignments(department: str | None = None) -> list[AssignmentFact]:
    every = [assignment for row in rows() for assignment in assignments_of(row)]
    return [assignment for assignment in every if department in (None, assignment.department)]


def order(row: dict[str, str]) -> OrderFact:
    return OrderFact(
        work_order_id=int(row["no"]),
        department=row["dept"],
        dispatched_at=DISPATCHED_AT,
        handle_minutes=None,
        traits=OrderTraits(
            kind=KINDS[row["kind"]],
            withdrawn=False,
            merged=False,
            excluded=row["excl"] == "Y",
            suspended=row["susp"] == "Y",
            auto_dispatched=row["auto"] == "Y",
            lead_changed=row["lead_changed"] == "Y",
            has_contact=row["contact"] != "-",
            contacted_in_time=YES_NO[row["contact"]],
            due_in_period=True,
            submitted_in_time=YES_NO[row["ontime"]],
            round=int(row["rounds"]),
            follow_up_effective=row["fu"] == "Y",
            solved=ANSWERS[row["q2"]],
            rating=None if row["q3"] == "-" else int(row["q3"]),
            closed=row["closed"] == "Y",
            reopened=row["reopen"] == "Y",
        ),
    )


def assignments_of(row: dict[str, str]) -> list[AssignmentFact]:
    """An approved return leaves two: the department it was taken from, unsigned, and the lead of today."""
    decision, _, asked_by = row["return"].partition(":")
    signed = YES_NO[row["sign"]]
    if decision == "A":
        return [
            assignment(row, asked_by, signed_in_time=None, return_decision=ReturnState.APPROVED),
            assignment(row, row["dept"], signed_in_time=signed),
        ]
    return [assignment(row, row["dept"], signed_in_time=signed, return_decision=DECISIONS.get(decision))]


def assignment(
    row: dict[str, str],
    department: str,
    *,
    signed_in_time: bool | None,
    return_decision: ReturnState | None = None,
) -> AssignmentFact:
    return AssignmentFact(
        work_order_id=int(row["no"]),
        department=department,
        dispatched_at=DISPATCHED_AT,
        traits=AssignmentTraits(withdrawn=False, signed_in_time=signed_in_time, return_decision=return_decision),
    )
