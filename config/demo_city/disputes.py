"""Whose is it? An order that a unit would not have: returned, refused by a second one, argued about, awarded."""

from collections.abc import Iterator
from dataclasses import replace

from config.demo_city import forms, texts
from config.demo_city.at_unit import AtUnit
from config.demo_city.moves import Move
from partyorgs.enums import Role
from partyorgs.models import Department
from petitions.enums import Action, ArbitrationCause, ClockName, ReturnReason, ReturnState, Urgency

REFUSED_AGAIN = "refused again"


class Disputed(AtUnit):
    def be_returned(self, other: Department) -> Iterator[Move]:
        """To the other unit where the dispatcher agrees."""
        yield self._return(other)
        is_granted = self.fate.returned == ReturnState.APPROVED
        dispatcher, admin = self.town.cast.one(Role.DISPATCHER), self.town.cast.one(Role.OFFICE_ADMIN)
        at = self.within(ClockName.RETURN_REVIEW, self.some())
        if is_granted and self.order.urgency == Urgency.URGENT:
            yield self.step(Action.ENDORSE_RETURN, dispatcher, at)
            dispatcher, at = admin, self.within(ClockName.RETURN_REVIEW, 0.95)
        action = Action.APPROVE_RETURN if is_granted else Action.REJECT_RETURN
        decision = self.chance.choice(texts.APPROVALS if is_granted else texts.REJECTIONS)
        yield self.step(action, dispatcher, at, decision=decision)

    def _return(self, other: Department) -> Move:
        reason = self.chance.choice(
            (ReturnReason.R1, ReturnReason.R1, ReturnReason.R3, ReturnReason.R4, ReturnReason.R8)
        )
        basis = texts.BASES[reason].format(unit=other.short_name)
        at = self.within(ClockName.SIGN, self.chance.uniform(0.1, 0.45))
        return self.step(Action.REQUEST_RETURN, self.liaison, at, reason=reason, basis=basis, suggested=other)

    def be_refused_again(self) -> Iterator[Move]:
        """A second unit would not have it: from here only an award leads on (practice §2.7)."""
        other = self.fate.award or self.town.another_unit(self.order, self.chance)
        yield replace(self._return(other), name=REFUSED_AGAIN)
        yield from self.be_arbitrated(ArbitrationCause.REFUSALS, texts_of=forms.REFUSED_TWICE)

    def be_arbitrated(self, ground: str, *, texts_of: str = texts.DISPUTED) -> Iterator[Move]:
        """Both sides are heard in writing; one arbitrator proposes, another one awards."""
        cast, clock = self.town.cast, ClockName.SIGN if ClockName.SIGN in self.case.clocks else ClockName.HANDLE
        at = self.within(clock, self.chance.uniform(0.3, 0.8))
        yield self.step(Action.ARBITRATE, cast.one(Role.DISPATCHER), at, ground=ground, reason=texts_of)
        for unit_id, (text, basis) in zip(sorted(self.case.parties), forms.POSITIONS, strict=False):
            at = self.within(ClockName.ARBITRATION, self.chance.uniform(0.05, 0.3))
            yield self.step(Action.STATE_POSITION, cast.liaison(unit_id), at, text=text, basis=basis)
        award = {"lead": self._awarded(), "assists": list(self.fate.award_assists), "reason": texts.AWARDED}
        at = self.within(ClockName.ARBITRATION, self.chance.uniform(0.35, 0.6))
        yield self.step(Action.PROPOSE_AWARD, cast.one(Role.ARBITRATOR), at, **award, duty_change=self.fate.duty_change)
        at = self.within(ClockName.ARBITRATION, self.chance.uniform(0.65, 0.95))
        yield self.step(Action.AWARD, cast.second(Role.ARBITRATOR), at, **award)
        self.change_hands()

    def _awarded(self) -> Department:
        if self.fate.award:
            return self.fate.award
        return self.lead if self.chance.random() < 0.6 else self.town.another_unit(self.order, self.chance)
