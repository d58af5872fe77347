"""Who may take which step with a whistle, and when. Pure, given a whistle with its calls (`objects.whole()`)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import moments
from core.actors import Actor
from grids import codes
from grids.models import Area
from petitions.case import HANDLING_ROLES
from petitions.models import Whistle, WhistleCall
from petitions.refusals import NotAllowed, NotPermitted, Refused


class Step(TextChoices):
    BLOW = "blow", gettext_lazy("blow the whistle")
    ARRIVE = "arrive", gettext_lazy("report arrival")
    REPORT = "report", gettext_lazy("report the result")
    RESPOND = "respond", gettext_lazy("say whether the whistle was right")
    RATE = "rate", gettext_lazy("rate the department")
    END = "end", gettext_lazy("end the whistle")
    JUDGE = "judge", gettext_lazy("judge the whistle")


class NotYours(NotPermitted):
    """The step exists, but not for this person at this whistle."""

    def __init__(self, step: Step) -> None:
        text = _(
            "Not open to you: %(action)s. Only the street blows and ends a whistle; each department answers for itself."
        )
        Refused.__init__(self, text % {"action": step.label}, code="not_permitted")


@dataclass(frozen=True)
class Offer:
    """A step open to somebody; with a refusal, one that they would expect and that is not open yet."""

    step: Step
    call: WhistleCall | None = None
    refusal: NotAllowed | None = None


# --- who


def coordinates(actor: Actor, street: Area) -> bool:
    """A street's coordinator, or one of the district it lies in."""
    return any(codes.covers(code, street.code) for code in actor.area_codes("street_coordinator"))


def answers_for(actor: Actor, call: WhistleCall) -> bool:
    return call.department_id in actor.department_ids(*HANDLING_ROLES)


def stands_outside(actor: Actor, whistle: Whistle) -> bool:
    """The office judges only where the judge has no part: neither of the street nor of a department called."""
    office = getattr(whistle.street, "office", None)
    parties = {call.department_id for call in whistle.calls.all()} | ({office.pk} if office else set())
    return (
        actor.has("office_admin", "supervisor")
        and actor.partial_to.isdisjoint(parties)
        and not coordinates(actor, whistle.street)
    )


MAY: dict[Step, Callable[[Actor, Whistle, WhistleCall | None], bool]] = {
    Step.BLOW: lambda actor, whistle, call: coordinates(actor, whistle.street),
    Step.ARRIVE: lambda actor, whistle, call: call is not None and answers_for(actor, call),
    Step.REPORT: lambda actor, whistle, call: call is not None and answers_for(actor, call),
    Step.RESPOND: lambda actor, whistle, call: call is not None and answers_for(actor, call),
    Step.RATE: lambda actor, whistle, call: coordinates(actor, whistle.street),
    Step.END: lambda actor, whistle, call: coordinates(actor, whistle.street),
    Step.JUDGE: lambda actor, whistle, call: stands_outside(actor, whistle),
}


def may(actor: Actor, step: Step, whistle: Whistle, call: WhistleCall | None = None) -> bool:
    return MAY[step](actor, whistle, call)


# --- when


def refusal(step: Step, whistle: Whistle, call: WhistleCall | None = None) -> NotAllowed | None:
    """What is against a step as the whistle stands; the code `taken` means that somebody was there before."""
    if call is not None:
        return AGAINST_A_CALL[step](whistle, call)
    return AGAINST_THE_WHOLE[step](whistle)


def _arrival(whistle: Whistle, call: WhistleCall) -> NotAllowed | None:
    if call.arrived_at:
        values = {"name": call.officer_name, "at": moments.full(call.arrived_at)}
        return _taken(_("%(unit)s has arrived: %(name)s, %(at)s.") % (_unit(call) | values))
    return _end(whistle)


def _report(whistle: Whistle, call: WhistleCall) -> NotAllowed | None:
    if not call.arrived_at:
        return NotAllowed(_("Report the arrival first."), code="not_arrived")
    return _taken(_("%(unit)s has reported its result.") % _unit(call)) if call.result_at else None


def _response(whistle: Whistle, call: WhistleCall) -> NotAllowed | None:
    return _taken(_("%(unit)s has said whether the whistle was right.") % _unit(call)) if call.view else None


def _rating(whistle: Whistle, call: WhistleCall) -> NotAllowed | None:
    if not call.result_at:
        return NotAllowed(_("%(unit)s has not reported its result yet.") % _unit(call), code="no_result")
    return _taken(_("%(unit)s has been rated.") % _unit(call)) if call.rating else None


def _end(whistle: Whistle) -> NotAllowed | None:
    if whistle.ended_at is None:
        return None
    values = {"name": whistle.ended_by_name, "at": moments.full(whistle.ended_at)}
    return _taken(_("The whistle has ended: %(name)s, %(at)s.") % values)


def _verdict(whistle: Whistle) -> NotAllowed | None:
    if not whistle.ended_at:
        return NotAllowed(_("The office judges a whistle once the street has ended it."), code="not_ended")
    if whistle.verdict:
        return _taken(_("This whistle has been judged: %(verdict)s.") % {"verdict": whistle.get_verdict_display()})
    return None


AGAINST_A_CALL = {
    Step.ARRIVE: _arrival,
    Step.REPORT: _report,
    Step.RESPOND: _response,
    Step.RATE: _rating,
}
AGAINST_THE_WHOLE = {Step.END: _end, Step.JUDGE: _verdict}


def _unit(call: WhistleCall) -> dict[str, str]:
    return {"unit": call.department.short_name}


def _taken(text: str) -> NotAllowed:
    return NotAllowed(text, code="taken")


# --- what is offered

OF_A_CALL = (Step.ARRIVE, Step.REPORT, Step.RESPOND, Step.RATE)
UNTIMELY = frozenset({"taken", "no_result", "not_ended"})  # refusals too plain to be worth a button


def offers(whistle: Whistle, actor: Actor) -> list[Offer]:
    """What this person can do next, in the order in which it usually happens."""
    return [offer for offer in _tried(whistle, actor) if not (offer.refusal and offer.refusal.code in UNTIMELY)]


def _tried(whistle: Whistle, actor: Actor) -> Iterator[Offer]:
    for step in OF_A_CALL:
        for call in whistle.calls.all():
            if may(actor, step, whistle, call):
                yield Offer(step, call, refusal(step, whistle, call))
    for step in (Step.END, Step.JUDGE):
        if may(actor, step, whistle):
            yield Offer(step, None, refusal(step, whistle))


def may_open(actor: Actor) -> bool:
    """The list: for streets, the office, and whoever works for a department that can be called."""
    return actor.is_office or actor.has("street_coordinator", *HANDLING_ROLES)
