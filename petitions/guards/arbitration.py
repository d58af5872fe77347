"""What must be true before a dispute is referred, argued and settled (practice T12, T13, §2.7)."""

from django.utils.translation import gettext as _

from petitions.enums import Action, ArbitrationCause, ClockName
from petitions.guards.base import Attempt, be_another, guards, require
from petitions.guards.units import check_units
from petitions.refusals import NotAllowed


@guards(Action.ARBITRATE)
def arbitrate(attempt: Attempt) -> None:
    """T12: two departments have refused, or the duty is unclear; a unit may refer an order once."""
    require(attempt.data, "ground", "reason")
    case, ground = attempt.case, attempt.data["ground"]
    if ground == ArbitrationCause.REFUSALS and len(case.refused_by) < 2:
        raise NotAllowed(
            _("Two departments have not refused it yet: say what makes the duty unclear."), code="too_few_refusals",
            field="ground",
        )  # fmt: skip
    is_office = attempt.by.has("dispatcher", "office_admin")
    if case.order.arbitration_count and not is_office:
        raise NotAllowed(_("This order has been arbitrated: the award stands."), code="awarded")


@guards(Action.STATE_POSITION)
def state_position(attempt: Attempt) -> None:
    require(attempt.data, "text", "basis")


@guards(Action.PROPOSE_AWARD)
def propose_award(attempt: Attempt) -> None:
    require(attempt.data, "reason")
    check_units(attempt)


@guards(Action.AWARD)
def award(attempt: Attempt) -> None:
    """T13: two arbitrators agree; what they leave unsettled in time the deputy convener settles."""
    require(attempt.data, "reason")
    check_units(attempt)
    dispute, clock = attempt.case.arbitration, attempt.case.clocks.get(ClockName.ARBITRATION)
    if attempt.by.has("deputy_convener") and clock and clock.due_at and attempt.at > clock.due_at:
        return
    if not attempt.by.has("arbitrator"):
        raise NotAllowed(_("The arbitrators still have time to settle it."), code="in_time")
    if dispute is None or dispute.proposed_by_id is None:
        raise NotAllowed(
            _("An award takes two arbitrators: one proposes it first, another one awards."), code="no_proposal"
        )  # fmt: skip
    be_another(attempt, dispute.proposed_by_id)
    proposed = (dispute.proposed_lead_id, sorted(dispute.proposed_assists))
    if proposed != (attempt.data["lead"].pk, sorted(unit.code for unit in attempt.data.get("assists") or ())):
        raise NotAllowed(
            _("The award differs from the proposal: propose your own, and let the other arbitrator award it."),
            code="differs", field="lead",
        )  # fmt: skip
