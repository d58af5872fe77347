"""Where each trait of a fact stands in the rows: the one place that reads columns as answers.

A trait is a question with a few possible answers and an expression that gives the place of one of them. All places of
a row make one number, a digit each in a base of its own: the database judges every row once and sends one integer for
it instead of seventeen columns. It can be counted, grouped by, and asked for again: the list behind a figure are the
rows whose number is among those the figure counts.

Moments after `as_of` have not happened yet. What a row keeps without a moment (its status, round, lead and the last
answers) is as it is now.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Expression, ExpressionWrapper, F, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce, Least

from petitions.enums import PetitionKind, ReturnState, Solved, Status
from reports.facts import AssignmentTraits, OrderTraits
from reports.periods import Period

MOST_ROUNDS = 63  # a digit has to end somewhere; nobody reworks as often


@dataclass(frozen=True, slots=True)
class Trait:
    answers: tuple[Any, ...]
    place: Expression


Traits = Mapping[str, Trait]


def order_traits(period: Period) -> Traits:
    """How a WorkOrder answers, in the order of the fields of `OrderTraits`."""
    as_of = period.as_of
    accepted = Q(submitted_at__lte=as_of) & ~Q(status=Status.SUBMITTED, round=1)  # else it is still being reviewed
    in_time = Q(submitted_at__lte=F("handle_due_at")) | Q(handle_due_at=None)  # nobody misses a deadline not set
    unasked = Q(contacted_answer=None)  # Q1 was not answered: the contact log decides
    contacted = Q(contacted_at__lte=as_of) & Q(contacted_at__lte=F("contact_due_at"))
    return {
        "kind": one_of("kind", PetitionKind.values),
        "withdrawn": yes_no(Q(withdrawn_at__lte=as_of)),
        "merged": yes_no(Q(merged_into__isnull=False)),
        "excluded": yes_no(Q(excluded_at__lte=as_of)),
        "suspended": yes_no(Q(status=Status.SUSPENDED)),
        "auto_dispatched": yes_no(Q(is_auto_dispatched=True)),
        "lead_changed": if_known(yes=settled(period) & Q(lead_changed=True), no=settled(period)),
        "has_contact": yes_no(Q(is_anonymous=False)),
        "contacted_in_time": if_known(
            yes=Q(contacted_answer=True) | unasked & contacted,
            no=Q(contacted_answer=False) | unasked & Q(contact_due_at__lte=as_of),
        ),
        "due_in_period": yes_no(Q(handle_due_at__lt=period.end)),
        "submitted_in_time": if_known(yes=accepted & in_time, no=accepted),
        "round": Trait(tuple(range(MOST_ROUNDS + 1)), Least("round", MOST_ROUNDS)),
        "follow_up_effective": yes_no(~Q(solved="")),
        "solved": one_of("solved", Solved.values, or_none=True),
        "rating": Trait((None, 1, 2, 3, 4, 5), Coalesce("rating", 0)),
        "closed": yes_no(Q(closed_at__lte=as_of) | Q(reopened_at__isnull=False)),
        "reopened": yes_no(Q(reopened_at__lte=as_of)),
    }


def assignment_traits(as_of: datetime) -> Traits:
    """How an Assignment answers, in the order of the fields of `AssignmentTraits`.

    A unit asks for the return of an order once, so the join to its request adds no rows.
    """
    signed = Q(signed_at__lte=as_of)
    return {
        "withdrawn": yes_no(Q(work_order__withdrawn_at__lte=as_of)),
        "signed_in_time": if_known(yes=signed & Q(is_auto_signed=False, signed_at__lte=F("sign_due_at")), no=signed),
        "return_decision": one_of("return_requests__state", ReturnState.values, or_none=True),
    }


def settled(period: Period) -> Q:
    return Q(dispatched_at__lt=period.settled_before)


# Kinds of questions --------------------------------------------------------------------------------------------------


def yes_no(condition: Q) -> Trait:
    return Trait((False, True), first_of(condition))


def if_known(*, yes: Q, no: Q) -> Trait:
    """`yes` is asked first; None where neither holds."""
    return Trait((None, True, False), first_of(yes, no))


def one_of(column: str, values: Iterable[str], *, or_none: bool = False) -> Trait:
    first, *others = (None, *values) if or_none else tuple(values)
    return Trait((first, *others), first_of(*(Q(**{column: value}) for value in others)))


def first_of(*conditions: Q) -> Case:
    """1 where the first condition holds, 2 where the second does, …, 0 where none does."""
    places = (When(condition, then=Value(place)) for place, condition in enumerate(conditions, 1))
    return Case(*places, default=Value(0), output_field=IntegerField())


# One number a row ----------------------------------------------------------------------------------------------------


class Number(ExpressionWrapper):
    """An integer as the database sends it. Django would convert every one of a hundred thousand by a Python call."""

    def get_db_converters(self, connection: Any) -> list[Any]:
        return []


def packed(traits: Traits) -> Expression:
    number: Any = Value(0)
    for trait in traits.values():
        number = number * Value(len(trait.answers)) + ExpressionWrapper(trait.place, IntegerField())
    return Number(number, IntegerField())


def unpacked(number: int, traits: Traits) -> tuple[Any, ...]:
    answers = []
    for trait in reversed(tuple(traits.values())):
        number, place = divmod(number, len(trait.answers))
        answers.append(trait.answers[place])
    return tuple(reversed(answers))


def as_order(number: int, traits: Traits) -> OrderTraits:
    return OrderTraits(*unpacked(number, traits))


def as_assignment(number: int, traits: Traits) -> AssignmentTraits:
    return AssignmentTraits(*unpacked(number, traits))
