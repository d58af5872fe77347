"""Why a step was refused, in words for the person who tried."""

from typing import Any

from django.utils.translation import gettext as _

from core.refusals import Refusal
from petitions.enums import Action, Status


class Refused(Refusal):
    """One sentence that says why and what to do instead."""

    def __init__(self, text: str, *, code: str, field: str = "") -> None:
        super().__init__(field=field, code=code, detail=text, remedy="")

    def __str__(self) -> str:
        return self.detail


class NotAllowed(Refused):
    """The order, as it stands, does not admit this step."""

    @classmethod
    def by_state(cls, action: Action, order: Any) -> "NotAllowed":
        """Kind to the one who was second: says where the order has got to meanwhile."""
        text = _(
            "Not possible now: %(action)s. Order %(number)s is “%(status)s”; reload the page to see what happened."
        )
        values = {"action": action.label, "number": order.number, "status": Status(order.status).label}
        return cls(text % values, code="wrong_state")


class NotPermitted(Refused):
    """The step exists, but not for this person."""

    def __init__(self, action: Action) -> None:
        super().__init__(
            _("Not open to you: %(action)s. Your role or your unit does not allow it for this order.")
            % {"action": action.label},
            code="not_permitted",
        )
        self.action = action
