"""What petitioners say came of it: response, solution, satisfaction (三率) and their weighted score."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from petitions.enums import Solved
from reports.enums import Source, Unit
from reports.facts import OrderTraits
from reports.indicators.formulas import OrderShare, WeightedMean
from reports.indicators.parameters import Parameters
from reports.indicators.populations import followed_up, in_outcome_set, rated

# In the national 好差评 system 1 and 2 are poor ratings.
SATISFIED = 3
SATISFIED_STRICTLY = 4
POOR_RATINGS_RULE = "国办发〔2019〕51号"


def rated_from(rating: int, order: OrderTraits) -> bool:
    return order.rating is not None and order.rating >= rating


RESPONSE_RATE = OrderShare(
    code="response_rate",
    label=_("Response rate"),
    definition=_(
        "Orders whose petitioner was contacted in time ÷ orders with a contact channel. Anonymous "
        "petitions are left out. The petitioner's answer decides, or the contact log where there is none."
    ),
    source=Source.PUBLIC,
    numerator=lambda order: bool(order.contacted_in_time),
    denominator=lambda order: in_outcome_set(order) and order.has_contact,
)
SOLVED_RATE = OrderShare(
    code="solved_rate",
    label=_("Solved rate"),
    definition=_("Orders the petitioner calls solved ÷ orders with an effective follow-up."),
    source=Source.PUBLIC,
    numerator=lambda order: order.solved == Solved.SOLVED,
    denominator=followed_up,
)
SATISFIED_RATE = OrderShare(
    code="satisfied_rate",
    label=_("Satisfied rate"),
    definition=_("Orders rated 3 or better ÷ orders rated."),
    source=Source.PUBLIC,
    basis=POOR_RATINGS_RULE,
    numerator=lambda order: rated_from(SATISFIED, order),
    denominator=rated,
)
SATISFIED_RATE_STRICT = OrderShare(
    code="satisfied_rate_strict",
    label=_("Satisfied rate (strict)"),
    definition=_("Orders rated 4 or better ÷ orders rated."),
    source=Source.PUBLIC,
    numerator=lambda order: rated_from(SATISFIED_STRICTLY, order),
    denominator=rated,
)
EFFECTIVE_FOLLOWUP_RATE = OrderShare(
    code="effective_followup_rate",
    label=_("Effective follow-up rate"),
    definition=_("Orders whose petitioner told us whether the matter is solved ÷ orders whose outcome counts."),
    numerator=followed_up,
    denominator=in_outcome_set,
)


def solved_rate_partial(parameters: Parameters) -> OrderShare:
    weights: dict[str | None, Decimal] = {
        Solved.SOLVED: Decimal(1),
        Solved.PARTLY: parameters.partial_weight,
    }
    return OrderShare(
        code="solved_rate_partial",
        label=_("Solved rate (partly solved in part)"),
        definition=_("As the solved rate, but a partly solved order counts by the weight set for it."),
        source=Source.PUBLIC,
        numerator=lambda order: weights.get(order.solved, 0),
        denominator=followed_up,
    )


def satisfaction_index(parameters: Parameters) -> OrderShare:
    weights: dict[int | None, Decimal] = dict(parameters.rating_weights)
    return OrderShare(
        code="satisfaction_index",
        label=_("Satisfaction index"),
        definition=_("The weights of all ratings given ÷ orders rated × 100."),
        unit=Unit.POINTS,
        source=Source.PUBLIC,
        numerator=lambda order: weights[order.rating],
        denominator=rated,
    )


def composite_score(parameters: Parameters) -> WeightedMean:
    return WeightedMean(
        code="composite_score",
        label=_("Composite score of the three rates"),
        definition=_(
            "Response, solved and satisfied rate by their weights. A rate without a value gives its "
            "weight to the others."
        ),
        source=Source.PUBLIC,
        parts=(
            (RESPONSE_RATE, parameters.response_weight),
            (SOLVED_RATE, parameters.solved_weight),
            (SATISFIED_RATE, parameters.satisfied_weight),
        ),
    )
