"""Two people at one order: whoever is second is told who was first, and nothing is taken twice."""

from django.utils.translation import gettext as _

from core import ledger, moments
from core.actors import Actor
from petitions import permissions, timeline
from petitions.enums import Action, Status
from petitions.models import WorkOrder
from petitions.refusals import NotAllowed

CHANGED = "changed"
SECOND = frozenset({CHANGED, "wrong_state"})  # refusals that mean that somebody was there before


def must_be_unchanged(order: WorkOrder, seen: str) -> None:
    """A step that leaves an order in its state could be taken twice by a second click: its version tells them apart."""
    current = WorkOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
    if seen and seen != str(current.version):
        raise NotAllowed(_("The order has changed since you opened it: look at it and send again."), code=CHANGED)


def who_was_first(order: WorkOrder, actor: Actor) -> str:
    """The newest step this person may know of."""
    untold = set() if permissions.may_read_answers(actor, order) else {Action.PROPOSE_REWORK}
    steps = [timeline.PREFIX + action for action in Action if action not in untold]
    last = ledger.history(order).filter(kind__in=steps).reverse()[0]
    values = {
        "who": timeline.author(last),
        "what": timeline.title_of(last),
        "at": moments.full(last.at),
        "status": Status(order.status).label,
    }
    return (
        _("%(who)s was faster: “%(what)s” on %(at)s. The order is now “%(status)s”; your step was not taken.") % values
    )
