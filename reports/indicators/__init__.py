"""The indicators of the year, practice §3.1–3.2: pure functions over facts, exact and reproducible.

A figure is made in three steps:

    indicators = registry(parameters)  # what is counted: `outcome`, `process`
    tallies = by_department(orders, assignments)  # one pass, or the database's GROUP BY: `tallies`
    values = measure(tallies["D14"], reference, indicators=indicators)

`values["on_time_rate"].value` is a Decimal percent, or None for "—"; `indicators["on_time_rate"]
.behind(orders)` names the work orders it was counted from. A new indicator is one entry in `outcome`
or `process` and one line in `registry`.
"""

from collections.abc import Mapping

from reports.indicators import outcome, process
from reports.indicators.formulas import Behind, Indicator, Reference
from reports.indicators.parameters import PRACTICE, Parameters
from reports.indicators.tallies import Tally, by_department, together
from reports.values import Value

__all__ = [
    "PRACTICE",
    "Behind",
    "Indicator",
    "Parameters",
    "Reference",
    "Tally",
    "by_department",
    "measure",
    "registry",
    "together",
]


def registry(parameters: Parameters = PRACTICE) -> dict[str, Indicator]:
    """Every indicator by its code, in the order of the assessment table."""
    indicators: tuple[Indicator, ...] = (
        outcome.RESPONSE_RATE,
        outcome.SOLVED_RATE,
        outcome.solved_rate_partial(parameters),
        outcome.SATISFIED_RATE,
        outcome.SATISFIED_RATE_STRICT,
        outcome.satisfaction_index(parameters),
        outcome.composite_score(parameters),
        process.SIGN_ON_TIME_RATE,
        process.ON_TIME_RATE,
        process.ON_TIME_RATE_DUE,
        process.RETURN_RATE,
        process.RETURN_APPROVED_RATE,
        process.REWORK_RATE,
        process.FIRST_TIME_RATE,
        outcome.EFFECTIVE_FOLLOWUP_RATE,
        process.DIRECT_ANSWER_RATE,
        process.auto_dispatch_accuracy(parameters),
        process.PER_10K,
        process.SUSPENDED_RATE,
        process.excluded_rate(parameters),
        process.MEAN_HANDLE_HOURS,
        process.P90_HANDLE_HOURS,
        process.speed_up(parameters),
    )
    return {indicator.code: indicator for indicator in indicators}


def measure(tally: Tally, reference: Reference, *, indicators: Mapping[str, Indicator]) -> dict[str, Value]:
    return {code: indicator.measure(tally, reference) for code, indicator in indicators.items()}
