"""How much the work makes of a duty: petitions of twelve months, how many came back, what was disputed and awarded."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from petitions.catalogue import Catalogue
from petitions.enums import Channel, Status
from petitions.models import DutyCase, WorkOrder

YEAR = timedelta(days=365)
# Orders that went to a unit, or still wait for one. What ended at the desk would have gone to nobody by any list.
FOR_UNITS = Q(dispatched_at__isnull=False) | Q(status__in=[Status.REGISTERED, Status.ACCEPTED])
PRECEDENTS = 10


@dataclass(frozen=True, slots=True)
class Use:
    """Sums over orders: those given out, those a unit wanted to give back, those disputed; and who found them."""

    cases: int = 0
    given_out: int = 0
    returned: int = 0
    disputed: int = 0
    by_grid: int = 0
    by_community: int = 0

    def __add__(self, other: "Use") -> "Use":
        return Use(
            self.cases + other.cases, self.given_out + other.given_out, self.returned + other.returned,
            self.disputed + other.disputed, self.by_grid + other.by_grid, self.by_community + other.by_community,
        )  # fmt: skip

    @property
    def return_rate(self) -> float | None:
        return self.returned / self.given_out if self.given_out else None


NOTHING = Use()


def by_category(*, at: datetime, among: Collection[int] = ()) -> dict[int, Use]:
    """Of the twelve months before, in one query; `among` which categories, all when none is named."""
    orders = WorkOrder.objects.filter(FOR_UNITS, registered_at__gte=at - YEAR, registered_at__lt=at)
    if among:
        orders = orders.filter(category_id__in=among)
    rows = (
        orders.order_by()
        .values_list("category_id")
        .annotate(
            cases=Count("pk"),
            given_out=Count("pk", filter=Q(dispatched_at__isnull=False)),
            returned=Count("pk", filter=Q(return_count__gt=0)),
            disputed=Count("pk", filter=Q(arbitration_count__gt=0)),
            by_grid=Count("pk", filter=Q(channel=Channel.GRID_REPORT)),
            by_community=Count("pk", filter=Q(channel=Channel.HOUSEHOLD_VISIT)),
        )
    )
    return {category_id or 0: Use(*figures) for category_id, *figures in rows}


def total(uses: dict[int, Use], category_ids: Iterable[int]) -> Use:
    return sum((uses.get(category_id, NOTHING) for category_id in category_ids), NOTHING)


def categories_of(code: str, lists: Catalogue, on: date) -> list[int]:
    """What an item is dispatched by on that day; for a number of a category, that category."""
    found = [
        category_id for category_id, rules in lists.rules.items()
        if category_id in lists.categories
        and any(rule.duty.code == code and rule.is_in_force(on) for rule in rules)
    ]  # fmt: skip
    sort = lists.by_code.get(code)
    return found or ([sort.id] if sort else [])


def precedents(category_ids: Iterable[int]) -> list[DutyCase]:
    """The newest awards in force about these categories, with their leads."""
    cases = DutyCase.objects.filter(category__in=list(category_ids), is_active=True).select_related("lead")
    return list(cases.order_by("-decided_at", "-id")[:PRECEDENTS])
