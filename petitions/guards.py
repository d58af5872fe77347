"""What must be true of a case before a step: one function an action, each refusing in words that name the remedy."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from core import moments
from core.actors import SYSTEM, Actor
from core.calendar import CITY_TIME
from partyorgs.enums import DepartmentKind
from partyorgs.models import Department
from petitions import catalogue, extensions, verification
from petitions.case import Case
from petitions.deadlines import Clockwork
from petitions.enums import (
    Action,
    ArbitrationCause,
    ClockName,
    DissatisfactionCause,
    ExclusionGround,
    FinalGround,
    Matter,
    NotAcceptedReason,
    RequestState,
    ReturnReason,
    Solved,
    Status,
    Track,
    Urgency,
)
from petitions.models import Request, WorkOrder
from petitions.models.workorder import REOPEN_WINDOW
from petitions.refusals import NotAllowed

ARCHIVE_AFTER = timedelta(days=90)  # practice T32
UNDO_WITHIN = timedelta(seconds=30)  # of signing
REVIEW_EVERY = timedelta(days=30)  # of a suspension, practice §2.4
LONGEST_SUSPENSION = timedelta(days=180)
OFFICE_DISPATCHING = ("dispatcher", "supervisor", "office_admin")


@dataclass(frozen=True)
class Attempt:
    """A step somebody wants to take."""

    case: Case
    by: Actor
    at: datetime
    machine: Clockwork
    data: dict[str, Any]


Guard = Callable[[Attempt], None]
GUARDS: dict[Action, Guard] = {}


def guards(*actions: Action) -> Callable[[Guard], Guard]:
    def register(guard: Guard) -> Guard:
        GUARDS.update(dict.fromkeys(actions, guard))
        return guard

    return register


def check(
    case: Case, action: Action, *, by: Actor, at: datetime, machine: Clockwork, data: dict[str, Any]
) -> None:  # fmt: skip
    """Raise `NotAllowed` when the step may not be taken with this data."""
    guard = GUARDS.get(action)
    if guard:
        guard(Attempt(case, by, at, machine, data))


def require(data: dict[str, Any], *names: str) -> None:
    for name in names:
        if not data.get(name):
            raise NotAllowed(
                _("“%(field)s” is missing: enter it and try again.") % {"field": name}, code="required", field=name
            )  # fmt: skip


@guards(Action.ACCEPT)
def accept(attempt: Attempt) -> None:
    category = attempt.data.get("category") or attempt.case.order.category
    if category is None:
        raise NotAllowed(_("Choose a category before accepting."), code="required", field="category")
    if category.is_guidance:
        raise NotAllowed(
            _("“%(category)s” is a guidance category: answer directly or refuse with the legal channel.")
            % {"category": category.name},
            code="guidance_only",
            field="category",
        )


@guards(Action.REFUSE)
def refuse(attempt: Attempt) -> None:
    """Practice §2.8: every refusal names its ground and where the petitioner can turn to; an emergency is passed on."""
    require(attempt.data, "reason_code", "channel_text")
    if attempt.data["reason_code"] == NotAcceptedReason.N1:
        require(attempt.data, "passed_to")


@guards(Action.ANSWER)
def answer(attempt: Attempt) -> None:
    require(attempt.data, "text")


@guards(Action.MERGE)
def merge(attempt: Attempt) -> None:
    require(attempt.data, "primary", "reason")
    primary, order = attempt.data["primary"], attempt.case.order
    if primary == order or not primary.can_be_joined(attempt.at):
        raise NotAllowed(
            _("Choose another order that is open, or was closed with a reply in the last 30 days."),
            code="bad_primary", field="primary",
        )  # fmt: skip
    if _is_less_protected(primary, order):
        raise NotAllowed(
            _("This petition is confidential or complains about a unit, and %(number)s is open to more people.")
            % {"number": primary.number},
            code="less_protected", field="primary",
        )  # fmt: skip


def _is_less_protected(primary: WorkOrder, order: WorkOrder) -> bool:
    """Whoever sees an order reads all petitions that joined it, and sees it unless it complains about their unit."""
    target = order.target_department_id
    return (order.is_confidential and not primary.is_confidential) or (
        target is not None and target != primary.target_department_id
    )


@guards(Action.UNMERGE)
def unmerge(attempt: Attempt) -> None:
    require(attempt.data, "reason")
    if attempt.case.merge is None:
        raise NotAllowed(_("It is not on record what was merged: this cannot be undone."), code="no_record")
    primary = attempt.case.merge.primary
    if primary.status == Status.MERGED:  # the petitions have gone on with it
        raise NotAllowed(
            _("%(number)s was itself merged into another order: undo that merge first.") % {"number": primary.number},
            code="merged_on",
        )  # fmt: skip


@guards(Action.DISPATCH)
def dispatch(attempt: Attempt) -> None:
    _check_units(attempt)
    _check_own_street(attempt)


@guards(Action.REASSIGN)
def reassign(attempt: Attempt) -> None:
    require(attempt.data, "reason")
    _check_units(attempt)
    _check_own_street(attempt)


def _check_own_street(attempt: Attempt) -> None:
    """A street's coordinator gives out inside the street only (practice §2.3, roles)."""
    lead = attempt.data["lead"]
    if attempt.by.has(*OFFICE_DISPATCHING) or attempt.by == SYSTEM:
        return
    if lead.pk not in attempt.by.department_ids("street_coordinator"):
        raise NotAllowed(
            _("A street gives orders to its own office only: ask the dispatcher for %(unit)s.")
            % {"unit": lead.short_name},
            code="outside_the_street", field="lead",
        )  # fmt: skip


def _check_units(attempt: Attempt) -> None:
    """The grassroots guard and the rule that nobody handles a complaint about themselves (practice T06, §2.11)."""
    require(attempt.data, "lead")
    lead, order = attempt.data["lead"], attempt.case.order
    _may_have_a_part(lead, order, field="lead")
    if lead.kind == DepartmentKind.STREET and not catalogue.load().allows_territory(order.category_id):
        raise NotAllowed(
            _("%(unit)s may not lead: the duty list gives this matter to a department, not to the grassroots.")
            % {"unit": lead.short_name},
            code="grassroots_guard",
            field="lead",
        )
    assists = attempt.data.get("assists") or ()
    for unit in assists:
        _may_have_a_part(unit, order, field="assists")
    if lead in assists or len(set(assists)) != len(assists):
        raise NotAllowed(_("A unit can have one part only: remove it from the assists."),
                         code="twice", field="assists")  # fmt: skip


def _may_have_a_part(unit: Department, order: WorkOrder, *, field: str) -> None:
    if unit.kind == DepartmentKind.PLACEHOLDER:
        raise NotAllowed(_("%(unit)s is not a unit orders can go to.") % {"unit": unit.short_name},
                         code="not_assignable", field=field)  # fmt: skip
    if order.target_department_id and catalogue.load().answers_to(unit.pk, order.target_department_id):
        raise NotAllowed(
            _("%(unit)s is complained about in this order: choose its superior or supervising unit.")
            % {"unit": unit.short_name},
            code="conflict_of_interest",
            field=field,
        )


@guards(Action.UNDO_SIGN)
def undo_sign(attempt: Attempt) -> None:
    lead = attempt.case.lead
    if lead is None or lead.signed_at is None or lead.is_auto_signed or lead.signed_by_name != attempt.by.name:
        raise NotAllowed(_("Only the person who signed can undo it."), code="not_the_signer")
    if attempt.at > lead.signed_at + UNDO_WITHIN or attempt.case.order.contacted_at:
        raise NotAllowed(_("Signing can be undone within 30 seconds only."), code="too_late_to_undo")


@guards(Action.AUTO_SIGN)
def auto_sign(attempt: Attempt) -> None:
    """Not before the unit had its time to return the order (practice T08)."""
    lead = attempt.case.lead
    assert lead is not None
    shuts_at = attempt.machine.window(ClockName.RETURN_WINDOW, attempt.case.order, lead.dispatched_at)
    if shuts_at and attempt.at < shuts_at:
        raise NotAllowed(_("The return window is still open."), code="too_early")


@guards(Action.REQUEST_RETURN)
def request_return(attempt: Attempt) -> None:
    """Practice §2.7: one return a unit and order, inside the window, never a critical one, never after an award."""
    require(attempt.data, "reason", "basis")
    case, lead = attempt.case, attempt.case.lead
    if lead is None:
        raise NotAllowed(_("No unit leads this order."), code="no_lead")
    if case.order.urgency == Urgency.CRITICAL:
        raise NotAllowed(
            _("A critical order cannot be returned: act first, then ask for arbitration."), code="critical"
        )
    if lead.is_return_locked or lead.department_id in case.refused_by:
        raise NotAllowed(
            _("This order cannot be returned again by your unit: ask for arbitration instead."), code="return_locked"
        )  # fmt: skip
    shuts_at = attempt.machine.window(ClockName.RETURN_WINDOW, case.order, lead.dispatched_at)
    if shuts_at and attempt.at > shuts_at and attempt.data["reason"] != ReturnReason.R8:
        _check_new_facts(attempt, shuts_at)


def _check_new_facts(attempt: Attempt, shuts_at: datetime) -> None:
    """After the window new facts found on site may still be put forward, for one working day."""
    if not attempt.data.get("new_facts") or not attempt.machine.is_within(1, since=shuts_at, at=attempt.at):
        raise NotAllowed(
            _(
                "The return window closed at %(at)s: only a clerical error (R8) may still be returned, "
                "or new facts found on site within one more working day."
            ) % {"at": moments.due(shuts_at)},
            code="return_window_closed",
        )  # fmt: skip


@guards(Action.ENDORSE_RETURN)
def endorse_return(attempt: Attempt) -> None:
    request = attempt.case.return_request
    if attempt.case.order.urgency != Urgency.URGENT:
        raise NotAllowed(_("Only urgent orders need a second person: decide at once."), code="not_needed")
    if request and request.endorsed_by_id is not None:
        raise NotAllowed(_("Endorsed already: somebody else decides."), code="endorsed")


@guards(Action.APPROVE_RETURN)
def approve_return(attempt: Attempt) -> None:
    decide_return(attempt)
    request = attempt.case.return_request
    if request and attempt.case.order.urgency == Urgency.URGENT:
        if request.endorsed_by_id is None:
            raise NotAllowed(
                _("An urgent order is taken back by two persons: one endorses the return, another approves it."),
                code="second_person",
            )
        _be_another(attempt, request.endorsed_by_id)


@guards(Action.REJECT_RETURN)
def decide_return(attempt: Attempt) -> None:
    require(attempt.data, "decision")
    if len(attempt.case.refused_by) > 1:
        raise NotAllowed(
            _("A second unit has refused this order: refer it to arbitration."), code="arbitration_only"
        )  # fmt: skip


def _be_another(attempt: Attempt, first_id: int | None) -> None:
    """Two-person rule: whoever asked, proposed or checked does not decide."""
    if attempt.by.id == first_id:
        raise NotAllowed(_("This takes a second person: somebody else has to decide."), code="second_person")


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
    _check_units(attempt)


@guards(Action.AWARD)
def award(attempt: Attempt) -> None:
    """T13: two arbitrators agree; what they leave unsettled in time the deputy convener settles."""
    require(attempt.data, "reason")
    _check_units(attempt)
    dispute, clock = attempt.case.arbitration, attempt.case.clocks.get(ClockName.ARBITRATION)
    if attempt.by.has("deputy_convener") and clock and clock.due_at and attempt.at > clock.due_at:
        return
    if dispute is None or dispute.proposed_by_id is None:
        raise NotAllowed(
            _("An award takes two arbitrators: one proposes it first, another one awards."), code="no_proposal"
        )  # fmt: skip
    _be_another(attempt, dispute.proposed_by_id)
    proposed = (dispute.proposed_lead_id, sorted(dispute.proposed_assists))
    if proposed != (attempt.data["lead"].pk, sorted(unit.code for unit in attempt.data.get("assists") or ())):
        raise NotAllowed(
            _("The award differs from the proposal: propose your own, and let the other arbitrator award it."),
            code="differs", field="lead",
        )  # fmt: skip


@guards(Action.REQUEST_ASSIST)
def request_assist(attempt: Attempt) -> None:
    _one_at_a_time(attempt, Matter.ASSIST)
    _check_assist(attempt)


@guards(Action.ADD_ASSIST)
def add_assist(attempt: Attempt) -> None:
    _check_assist(attempt)


def _check_assist(attempt: Attempt) -> None:
    """Whoever helps has no part yet, and knows which piece is theirs (practice T15, §2.7)."""
    require(attempt.data, "unit", "piece")
    unit, case = attempt.data["unit"], attempt.case
    _may_have_a_part(unit, case.order, field="unit")
    if any(row.department_id == unit.pk for row in case.assignments):
        raise NotAllowed(_("%(unit)s has a part in this order already.") % {"unit": unit.short_name},
                         code="twice", field="unit")  # fmt: skip


@guards(Action.DENY_ASSIST)
def deny_assist(attempt: Attempt) -> None:
    _asked_for(attempt, Matter.ASSIST)
    require(attempt.data, "decision")


@guards(Action.OBJECT_ASSIST)
def object_assist(attempt: Attempt) -> None:
    """Once, and within half of the time for its piece; a dispatcher settles it, not the lead."""
    require(attempt.data, "reason")
    assist = attempt.case.own_assist(attempt.by)
    assert assist is not None
    if assist.objected_at:
        raise NotAllowed(_("Your unit has objected once: the dispatcher's word counts."), code="objected")
    clock = attempt.case.assist_clocks.get(assist.department_id)
    if clock and clock.due_at and attempt.machine.half_of(clock) < attempt.at:
        raise NotAllowed(_("More than half of the time for the piece of work is over."), code="too_late")


@guards(Action.SETTLE_OBJECTION)
def settle_objection(attempt: Attempt) -> None:
    require(attempt.data, "unit", "decision")
    assist = attempt.case.assist_of(attempt.data["unit"].pk)
    if assist is None or not assist.objected_at or assist.objection_settled_at:
        raise NotAllowed(_("No objection of this unit waits for a decision."), code="no_objection", field="unit")


@guards(Action.FINISH_ASSIST)
def finish_assist(attempt: Attempt) -> None:
    require(attempt.data, "result")


@guards(Action.WAIVE_ASSIST)
def waive_assist(attempt: Attempt) -> None:
    require(attempt.data, "unit", "reason")
    assist = attempt.case.assist_of(attempt.data["unit"].pk)
    if assist is None or not assist.is_owed:
        raise NotAllowed(_("This unit owes no piece of work here."), code="nothing_owed", field="unit")
    if assist.assist_due_at and attempt.at <= assist.assist_due_at:
        raise NotAllowed(
            _("%(unit)s still has time until %(at)s.")
            % {"unit": assist.department.short_name, "at": moments.due(assist.assist_due_at)},
            code="in_time", field="unit",
        )  # fmt: skip


@guards(Action.SECURE)
def secure(attempt: Attempt) -> None:
    if ClockName.DANGER not in attempt.case.clocks:
        raise NotAllowed(_("No danger clock runs on this order."), code="no_danger")
    require(attempt.data, "note")


@guards(Action.REQUEST_EXTENSION)
def request_extension(attempt: Attempt) -> None:
    """Asked for in time, not more often nor longer than the rules allow, and the petitioner knows (practice §2.4)."""
    require(attempt.data, "reason", "plan", "days", "told_at")
    _one_at_a_time(attempt, Matter.EXTENSION)
    extensions.check(attempt.case, attempt.data["days"], at=attempt.at, machine=attempt.machine)


@guards(Action.EXTEND)
def extend(attempt: Attempt) -> None:
    request = _asked_for(attempt, Matter.EXTENSION)
    _by_the_right_side(attempt)
    _be_another(attempt, request.by_id)


@guards(Action.REFUSE_EXTENSION)
def refuse_extension(attempt: Attempt) -> None:
    _asked_for(attempt, Matter.EXTENSION)
    _by_the_right_side(attempt)
    require(attempt.data, "decision")


def _by_the_right_side(attempt: Attempt) -> None:
    """The head of the organ decides in a letters and visits matter (art. 34), the office in all others."""
    is_the_units = attempt.case.order.lead_id in attempt.by.department_ids("dept_leader")
    if is_the_units != (attempt.case.order.track == Track.XINFANG):
        raise NotAllowed(_("The other side decides on this extension."), code="not_yours")


@guards(Action.REQUEST_SUSPENSION)
def request_suspension(attempt: Attempt) -> None:
    """挂账 needs a cause, what is done meanwhile, somebody who answers for it and a day (practice §2.7)."""
    require(attempt.data, "ground", "interim_measure", "plan", "owner_name", "review_on", "told_at")
    _one_at_a_time(attempt, Matter.SUSPENSION)
    if attempt.case.order.urgency != Urgency.NORMAL:
        raise NotAllowed(_("What is urgent is not suspended: act."), code="urgent")
    _review_in_time(attempt)


@guards(Action.SUSPEND)
def suspend(attempt: Attempt) -> None:
    request = _asked_for(attempt, Matter.SUSPENSION)
    _be_another(attempt, request.by_id)


@guards(Action.REFUSE_SUSPENSION)
def refuse_suspension(attempt: Attempt) -> None:
    _asked_for(attempt, Matter.SUSPENSION)
    require(attempt.data, "decision")


@guards(Action.RENEW_SUSPENSION)
def renew_suspension(attempt: Attempt) -> None:
    require(attempt.data, "review_on", "decision")
    _review_in_time(attempt)
    suspension = attempt.case.requests.get(Matter.SUSPENSION)
    begun = suspension.begun_at if suspension and suspension.begun_at else attempt.at
    if attempt.data["review_on"] > (begun + LONGEST_SUSPENSION).astimezone(CITY_TIME).date():
        raise NotAllowed(
            _("A suspension lasts 180 days at most: resume the order."), code="too_long", field="review_on"
        )


def _review_in_time(attempt: Attempt) -> None:
    today, day = attempt.at.astimezone(CITY_TIME).date(), attempt.data["review_on"]
    if not today < day <= today + REVIEW_EVERY:
        raise NotAllowed(
            _("The review must fall within the next 30 days."), code="review_too_late", field="review_on"
        )  # fmt: skip


@guards(Action.RESUME)
def resume(attempt: Attempt) -> None:
    require(attempt.data, "reason")


def _one_at_a_time(attempt: Attempt, matter: Matter) -> None:
    if matter in attempt.case.requests:
        raise NotAllowed(
            _("Not possible while this is open: %(matter)s.") % {"matter": matter.label}, code="open_already"
        )  # fmt: skip


def _asked_for(attempt: Attempt, matter: Matter) -> Request:
    request = attempt.case.requests.get(matter)
    if request is None or not request.is_undecided:
        raise NotAllowed(
            _("There is nothing to decide: %(matter)s.") % {"matter": matter.label}, code="nothing_asked"
        )  # fmt: skip
    return request


@guards(Action.CONTACT)
def contact(attempt: Attempt) -> None:
    require(attempt.data, "method", "outcome")


@guards(Action.SUBMIT)
def submit(attempt: Attempt) -> None:
    require(attempt.data, "result_code", "public_text")
    order = attempt.case.order
    if not order.contacted_at and not order.is_anonymous and order.missed_calls < verification.ATTEMPTS:
        raise NotAllowed(
            _("Record the first contact with the petitioner (or three attempts) before you submit."),
            code="contact_first",
        )
    if attempt.data["result_code"] == "planned" and not attempt.data.get("planned_on"):
        raise NotAllowed(_("A planned result needs the date it is planned for."), code="required", field="planned_on")
    _nobody_owes_anything(attempt.case)


def _nobody_owes_anything(case: Case) -> None:
    """Child work blocks the reply: assists are done or waived, whistles ended (practice T20)."""
    owing = [row.department.short_name for row in case.assists if row.is_owed]
    if owing:
        raise NotAllowed(
            _("Still working on their piece: %(units)s. Wait for the result, or go on without it when it is late.")
            % {"units": _(", ").join(owing)},
            code="assists_open",
        )  # fmt: skip
    if case.order.has_open(Matter.WHISTLE):
        raise NotAllowed(_("A whistle about this order is still open: the street ends it first."), code="whistle_open")


@guards(Action.REPAIR, Action.REOPEN)
def with_reason(attempt: Attempt) -> None:
    require(attempt.data, "reason")
    order = attempt.case.order
    if order.status == Status.CLOSED and order.closed_at and attempt.at > order.closed_at + REOPEN_WINDOW:
        raise NotAllowed(
            _("Closed more than 30 days ago: register a new petition and link it."), code="reopen_window_closed"
        )  # fmt: skip


@guards(Action.TO_FOLLOW_UP)
def to_follow_up(attempt: Attempt) -> None:
    if verification.is_required(attempt.case.order):
        raise NotAllowed(_("This order must be verified before the petitioner is called."), code="verify_first")
    if attempt.case.order.is_anonymous:
        raise NotAllowed(_("Nobody can be called: close without follow-up."), code="nobody_to_call")


@guards(Action.VERIFY)
def verify(attempt: Attempt) -> None:
    require(attempt.data, "finding")
    if attempt.case.order.is_anonymous:
        raise NotAllowed(_("Nobody can be called: close without follow-up."), code="nobody_to_call")


@guards(Action.FAIL_VERIFICATION)
def fail_verification(attempt: Attempt) -> None:
    require(attempt.data, "finding")


@guards(Action.MISS_CALL)
def miss_call(attempt: Attempt) -> None:
    """Attempts at decent hours, and the three of them on two days at least (practice §2.4)."""
    order, today = attempt.case.order, attempt.at.astimezone(CITY_TIME).date()
    if not verification.is_calling_time(attempt.at):
        raise NotAllowed(_("Petitioners are called from 9:00 to 20:30 only."), code="not_calling_time")
    is_third = order.missed_calls == verification.ATTEMPTS - 1
    if is_third and order.missed_days < verification.ON_DAYS and order.last_missed_on == today:
        raise NotAllowed(_("The three calls fall on two different days: try again tomorrow."), code="same_day")


@guards(Action.CLOSE)
def close(attempt: Attempt) -> None:
    """Practice §2.10: a caller closes what is solved, or what nobody answers for; the rest the office reads first."""
    order, data = attempt.case.order, attempt.data
    if not data.get("solved"):
        if order.missed_calls < verification.ATTEMPTS:
            raise NotAllowed(_("Enter the petitioner's answers, or record three unanswered calls."),
                             code="required", field="solved")  # fmt: skip
        return
    verdict = verification.outcome(data["solved"])
    if verdict == verification.Outcome.OFFICE and not (order.rework_proposed and attempt.by.has("office_admin")):
        raise NotAllowed(_("The matter is not solved: put the answers to the office."), code="office_decides")
    if data["solved"] == Solved.PARTLY:
        require(data, "plan_on")
    if verdict == verification.Outcome.OFFICE and data.get("cause") == DissatisfactionCause.HANDLING:
        raise NotAllowed(
            _("The unit's handling is the cause: order rework, or propose a final reply."), code="rework_due",
            field="cause",
        )  # fmt: skip


@guards(Action.PROPOSE_REWORK)
def propose_rework(attempt: Attempt) -> None:
    require(attempt.data, "solved", "cause")
    if verification.outcome(attempt.data["solved"]) == verification.Outcome.CLOSE:
        raise NotAllowed(_("The matter is solved: close the order."), code="no_rework_due")


@guards(Action.REWORK)
def rework(attempt: Attempt) -> None:
    require(attempt.data, "demand")
    if not attempt.case.order.rework_proposed:
        raise NotAllowed(_("Nobody has proposed rework after a call."), code="not_proposed")
    if attempt.case.order.round > verification.MAX_REWORKS:
        raise NotAllowed(_("All rounds of rework are used up: propose a final reply."), code="rounds_used")


@guards(Action.PROPOSE_FINAL)
def propose_final(attempt: Attempt) -> None:
    """T29: when rework cannot help, because its rounds are used up or the demand is against the law."""
    require(attempt.data, "ground", "basis")
    _one_at_a_time(attempt, Matter.FINAL_REPLY)
    if attempt.data["ground"] == FinalGround.ROUNDS and attempt.case.order.round <= verification.MAX_REWORKS:
        raise NotAllowed(_("Rounds of rework are left: order rework first."), code="rounds_left", field="ground")


@guards(Action.REFUSE_FINAL)
def refuse_final(attempt: Attempt) -> None:
    _asked_for(attempt, Matter.FINAL_REPLY)
    require(attempt.data, "decision")


@guards(Action.FINAL_REPLY)
def final_reply(attempt: Attempt) -> None:
    require(attempt.data, "letter")
    _be_another(attempt, _asked_for(attempt, Matter.FINAL_REPLY).by_id)


@guards(Action.RAISE_URGENCY)
def raise_urgency(attempt: Attempt) -> None:
    require(attempt.data, "urgency", "reason")
    ranks = [Urgency.NORMAL, Urgency.URGENT, Urgency.CRITICAL]
    if ranks.index(Urgency(attempt.data["urgency"])) <= ranks.index(Urgency(attempt.case.order.urgency)):
        raise NotAllowed(_("Urgency can only be raised."), code="not_higher", field="urgency")


@guards(Action.APPLY_EXCLUSION)
def apply_exclusion(attempt: Attempt) -> None:
    require(attempt.data, "ground", "evidence")
    _one_at_a_time(attempt, Matter.EXCLUSION)
    if attempt.data["ground"] == ExclusionGround.X5 and attempt.case.order.missed_calls < verification.ATTEMPTS:
        raise NotAllowed(_("X5 needs three unanswered calls on record."), code="too_few_calls", field="ground")


@guards(Action.CHECK_EXCLUSION)
def check_exclusion(attempt: Attempt) -> None:
    application = _asked_for(attempt, Matter.EXCLUSION)
    if application.state == RequestState.CHECKED:
        raise NotAllowed(_("Checked already: the deputy convener decides."), code="checked")
    require(attempt.data, "note")


@guards(Action.REFUSE_EXCLUSION)
def refuse_exclusion(attempt: Attempt) -> None:
    _asked_for(attempt, Matter.EXCLUSION)
    require(attempt.data, "decision")


@guards(Action.EXCLUDE)
def exclude(attempt: Attempt) -> None:
    """Checked by the office first, decided by a second person (practice §2.8)."""
    application = _asked_for(attempt, Matter.EXCLUSION)
    require(attempt.data, "decision")
    if application.state != RequestState.CHECKED:
        raise NotAllowed(_("The office checks the grounds first."), code="unchecked")
    _be_another(attempt, application.checked_by_id)


@guards(Action.UPHOLD_EXCLUSION, Action.RESTORE)
def recheck(attempt: Attempt) -> None:
    application = attempt.case.requests.get(Matter.EXCLUSION)
    if application is None or application.state != RequestState.GRANTED:
        raise NotAllowed(_("This order is not excluded."), code="not_excluded")
    require(attempt.data, "note")
    if attempt.by.id == application.decided_by_id or attempt.by.id == application.checked_by_id:
        raise NotAllowed(_("Whoever decided the exclusion does not re-check it."), code="second_person")


@guards(Action.RECUSE)
def recuse(attempt: Attempt) -> None:
    require(attempt.data, "reason")
    if attempt.by.id in attempt.case.recused:
        raise NotAllowed(_("You have recused yourself from this order."), code="recused")


@guards(Action.WITHDRAW)
def withdraw(attempt: Attempt) -> None:
    if attempt.case.order.urgency == Urgency.CRITICAL:
        raise NotAllowed(_("A critical order goes on even when the petitioner withdraws."), code="critical")
    if not attempt.data.get("confirmed"):
        raise NotAllowed(
            _("Only the petitioner can withdraw: confirm it by a call back to the same number."),
            code="required",
            field="confirmed",
        )


@guards(Action.CLOSE_WITHOUT_CALL)
def close_without_call(attempt: Attempt) -> None:
    if not attempt.case.order.is_anonymous:
        raise NotAllowed(_("The petitioner can be called: pass the order to follow-up."), code="call_first")
    if attempt.case.order.status == Status.VERIFYING:
        require(attempt.data, "finding")
    elif verification.is_required(attempt.case.order):
        raise NotAllowed(_("This order must be verified before it is closed."), code="verify_first")


@guards(Action.ARCHIVE)
def archive(attempt: Attempt) -> None:
    order = attempt.case.order
    undecided = [matter for matter, request in attempt.case.requests.items() if request.is_undecided]
    if undecided or order.has_open(Matter.WHISTLE):
        raise NotAllowed(_("Something beside this order is still open."), code="open_matters")
    ended_at = order.closed_at or order.withdrawn_at or order.registered_at
    if attempt.at < ended_at + ARCHIVE_AFTER:
        raise NotAllowed(_("Orders are archived 90 days after their end."), code="too_early")
