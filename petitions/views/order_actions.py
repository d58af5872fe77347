"""The buttons of an order: what is offered to this person, each with its form, its consequence, or why not."""

from datetime import datetime

from django.urls import reverse
from django.utils.text import capfirst

from core.actors import Actor
from core.components import ActionPanel
from petitions import approvals, deadlines, offers
from petitions.case import Case
from petitions.enums import Action, Matter, Status
from petitions.forms.actions import FORMS
from petitions.forms.base import ActionForm
from petitions.models import WorkOrder
from petitions.offers import Offer

# The step that moves an order on, by its state: the first of them that is open is the main button.
WORK = (Action.SUBMIT, Action.CONTACT, Action.FINISH_ASSIST, Action.SUSPEND, Action.EXTEND)
FORWARD = {
    Status.REGISTERED: (Action.ACCEPT,),
    Status.ACCEPTED: (Action.DISPATCH,),
    Status.DISPATCHED: (Action.SIGN,),
    Status.ARBITRATING: (Action.AWARD, Action.PROPOSE_AWARD, Action.STATE_POSITION),
    Status.RETURN_PENDING: (Action.APPROVE_RETURN, Action.ENDORSE_RETURN),
    Status.HANDLING: WORK,
    Status.REWORKING: WORK,
    Status.SUSPENDED: (Action.RESUME,),
    Status.SUBMITTED: (Action.TO_FOLLOW_UP, Action.CLOSE_WITHOUT_CALL, Action.TO_VERIFICATION),
    Status.VERIFYING: (Action.VERIFY, Action.CLOSE_WITHOUT_CALL),
    Status.FOLLOW_UP: (Action.REWORK, Action.CLOSE, Action.FINAL_REPLY),
}
KEYS = {
    Action.SIGN: "KeyS",
    Action.SUBMIT: "KeyF",
    Action.REQUEST_RETURN: "KeyT",
    Action.CONTACT: "KeyC",
}
# What is seldom done stands under "More".
RARE = frozenset({
    Action.MERGE, Action.ARBITRATE, Action.REASSIGN, Action.REQUEST_ASSIST, Action.ADD_ASSIST, Action.DENY_ASSIST,
    Action.OBJECT_ASSIST, Action.WAIVE_ASSIST, Action.REQUEST_EXTENSION, Action.REQUEST_SUSPENSION,
    Action.PROPOSE_FINAL, Action.WITHDRAW, Action.RAISE_URGENCY, Action.APPLY_EXCLUSION, Action.UPHOLD_EXCLUSION,
    Action.RESTORE, Action.RECUSE,
})  # fmt: skip
DECIDES = {
    Action.EXTEND: Matter.EXTENSION,
    Action.REFUSE_EXTENSION: Matter.EXTENSION,
    Action.SUSPEND: Matter.SUSPENSION,
    Action.REFUSE_SUSPENSION: Matter.SUSPENSION,
    Action.ADD_ASSIST: Matter.ASSIST,
    Action.DENY_ASSIST: Matter.ASSIST,
    Action.FINAL_REPLY: Matter.FINAL_REPLY,
    Action.REFUSE_FINAL: Matter.FINAL_REPLY,
    Action.CHECK_EXCLUSION: Matter.EXCLUSION,
    Action.EXCLUDE: Matter.EXCLUSION,
    Action.REFUSE_EXCLUSION: Matter.EXCLUSION,
}


def panels(
    order: WorkOrder, actor: Actor, now: datetime, *, bound: ActionForm | None = None, asked: str = ""
) -> list[ActionPanel]:
    """The main button first. `bound` is a form that came back with errors; its panel is open, or the one asked for."""
    case = Case.of(order)
    offered = offers.offers(case, by=actor, at=now, machine=deadlines.clockwork())
    main = _main(order, offered)
    return [
        _panel(case, offer, actor, bound, is_main=offer.action == main, is_open=offer.action == asked)
        for offer in sorted(offered, key=lambda offer: (offer.action != main, offer.action in RARE))
    ]


def _main(order: WorkOrder, offered: list[Offer]) -> Action | None:
    is_open = {offer.action for offer in offered if offer.refusal is None}
    return next((action for action in FORWARD.get(Status(order.status), ()) if action in is_open), None)


def _panel(
    case: Case, offer: Offer, actor: Actor, bound: ActionForm | None, *, is_main: bool, is_open: bool
) -> ActionPanel:
    order, action, kind = case.order, offer.action, FORMS[offer.action]
    is_back = type(bound) is kind
    form = bound if is_back else kind(order=order, by=actor, auto_id=f"{action}-%s")
    return ActionPanel(
        key=action,
        label=capfirst(action.label),
        url=reverse("petitions:act", args=[order.number, action]),
        consequence=" ".join(
            part for part in (_asked_for(case, action), offer.warning, kind.consequence(order)) if part
        ),
        form=form if form.fields else None,
        disabled_reason=str(offer.refusal or ""),
        is_primary=is_main,
        is_rare=action in RARE and not is_main,
        is_open=(is_open or is_back) and offer.refusal is None,
        keys=KEYS.get(action, ""),
        hidden=(("version", order.version),),
    )


def _asked_for(case: Case, action: Action) -> str:
    """Whoever decides on a request reads it where they decide."""
    request = case.requests.get(DECIDES[action]) if action in DECIDES else None
    return approvals.told(request) if request and request.is_undecided else ""
