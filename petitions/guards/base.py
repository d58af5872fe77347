"""How a step is refused before it is taken: the attempt, the register of guards, and what many of them ask."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core.actors import Actor
from petitions.case import Case
from petitions.deadlines import Clockwork
from petitions.enums import Action, Matter
from petitions.refusals import NotAllowed


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


def be_another(attempt: Attempt, first_id: int | None) -> None:
    """Two-person rule: whoever asked, proposed or checked does not decide."""
    if attempt.by.id == first_id:
        raise NotAllowed(_("This takes a second person: somebody else has to decide."), code="second_person")


def one_at_a_time(attempt: Attempt, matter: Matter) -> None:
    if matter in attempt.case.requests:
        raise NotAllowed(
            _("Not possible while this is open: %(matter)s.") % {"matter": matter.label}, code="open_already"
        )  # fmt: skip


def asked_for(attempt: Attempt, matter: Matter) -> Any:
    request = attempt.case.requests.get(matter)
    if request is None or not request.is_undecided:
        raise NotAllowed(
            _("There is nothing to decide: %(matter)s.") % {"matter": matter.label}, code="nothing_asked"
        )  # fmt: skip
    return request
