"""How often each combination of traits occurred: everything the indicators need, small enough to carry.

A tally is a sum. It can be made in chunks, by several workers, in any order, and added up, and every
figure comes out the same. That includes the percentile, which cannot be averaged from the parts' own
percentiles: a tally keeps how many orders took each number of minutes, so nothing is estimated.

The database can make one too, sending a row for each combination instead of each order: GROUP BY
department and the fields of the traits, and add each row's count under `OrderTraits(*fields)`;
GROUP BY department and handle_minutes, withdrawn orders left out, for `minutes`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from reports.facts import AssignmentFact, AssignmentTraits, OrderFact, OrderTraits
from reports.indicators.populations import dispatched


@dataclass(slots=True)
class Tally:
    orders: Counter[OrderTraits] = field(default_factory=Counter)
    assignments: Counter[AssignmentTraits] = field(default_factory=Counter)
    minutes: Counter[int] = field(default_factory=Counter)
    """Handling times of D, in working minutes."""

    def count_order(self, order: OrderFact) -> None:
        self.orders[order.traits] += 1
        if order.handle_minutes is not None and dispatched(order.traits):
            self.minutes[order.handle_minutes] += 1

    def count_assignment(self, assignment: AssignmentFact) -> None:
        self.assignments[assignment.traits] += 1

    def __iadd__(self, other: "Tally") -> "Tally":
        self.orders.update(other.orders)
        self.assignments.update(other.assignments)
        self.minutes.update(other.minutes)
        return self


def by_department(orders: Iterable[OrderFact], assignments: Iterable[AssignmentFact]) -> dict[str, Tally]:
    """One pass over the facts."""
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    for order in orders:
        tallies[order.department].count_order(order)
    for assignment in assignments:
        tallies[assignment.department].count_assignment(assignment)
    return dict(tallies)


def together(tallies: Iterable[Tally]) -> Tally:
    """The whole of several departments, or of the chunks of one."""
    whole = Tally()
    for tally in tallies:
        whole += tally
    return whole
