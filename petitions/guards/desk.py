"""What must be true before the desk takes in, gives out, merges, ends."""

from datetime import timedelta

from django.utils.translation import gettext as _

from petitions import statutory
from petitions.enums import Action, Matter, NotAcceptedReason, Status, Urgency
from petitions.guards.base import Attempt, guards, require
from petitions.guards.units import check_own_street, check_units
from petitions.models import WorkOrder
from petitions.refusals import NotAllowed

ARCHIVE_AFTER = timedelta(days=90)  # practice T32


@guards(Action.ACCEPT)
def accept(attempt: Attempt) -> None:
    _require_no_other_way(attempt)
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


def _require_no_other_way(attempt: Attempt) -> None:
    if not statutory.may_be_dispatched(attempt.case.order):
        raise NotAllowed(
            _("The law leads this matter elsewhere: record the hand-over, or tell the petitioner the procedure."),
            code="ended_by_law",
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
    _require_no_other_way(attempt)
    check_units(attempt)
    check_own_street(attempt)


@guards(Action.REASSIGN)
def reassign(attempt: Attempt) -> None:
    require(attempt.data, "reason")
    check_units(attempt)
    check_own_street(attempt)


@guards(Action.RAISE_URGENCY)
def raise_urgency(attempt: Attempt) -> None:
    require(attempt.data, "urgency", "reason")
    ranks = [Urgency.NORMAL, Urgency.URGENT, Urgency.CRITICAL]
    if ranks.index(Urgency(attempt.data["urgency"])) <= ranks.index(Urgency(attempt.case.order.urgency)):
        raise NotAllowed(_("Urgency can only be raised."), code="not_higher", field="urgency")


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


@guards(Action.ARCHIVE)
def archive(attempt: Attempt) -> None:
    order = attempt.case.order
    undecided = [matter for matter, request in attempt.case.requests.items() if request.is_undecided]
    if undecided or order.has_open(Matter.WHISTLE):
        raise NotAllowed(_("Something beside this order is still open."), code="open_matters")
    ended_at = order.closed_at or order.withdrawn_at or order.registered_at
    if attempt.at < ended_at + ARCHIVE_AFTER:
        raise NotAllowed(_("Orders are archived 90 days after their end."), code="too_early")
