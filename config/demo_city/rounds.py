"""The rounds of an order: the unit replies, the office checks and calls, until the petitioner's answers close it."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from config.demo_city import forms, texts
from config.demo_city.at_unit import AtUnit
from config.demo_city.fates import Answers, Fate, answers_of, dissatisfied
from config.demo_city.moves import Move, day_of
from config.demo_city.town import Town
from partyorgs.enums import Role
from petitions import verification
from petitions.case import Case
from petitions.enums import (
    Action,
    ClockName,
    ContactMethod,
    DissatisfactionCause,
    FinalGround,
    Solved,
    Status,
)  # fmt: skip

NO_LAW = DissatisfactionCause.LAW_OR_POLICY


class Rounds(AtUnit):
    def __init__(self, case: Case, fate: Fate, town: Town, chance: Random) -> None:
        super().__init__(case, fate, town, chance)
        self._reworks = fate.reworks
        self._fails_check = fate.fails_check

    def be_worked_on(self) -> Iterator[Move]:
        """Rounds of replying and being judged, until the order is closed."""
        while self.order.status != Status.CLOSED:
            is_first = ClockName.HANDLE in self.case.clocks
            clock, share = (ClockName.HANDLE, self.pace.submit) if is_first else (ClockName.REWORK, self.some())
            at = self.within(clock, share)
            yield from self.hear_assists(at)
            yield self._submit(max(at, self.at))
            if self.fate.is_repaired and is_first:
                at = self.within(ClockName.REVIEW, self.some())
                yield self.step(Action.REPAIR, self.town.cast.one(Role.OFFICE_ADMIN), at, reason=texts.INCOMPLETE)
                yield self._submit(self.later(1, 6))
            yield from self._be_judged()

    def _submit(self, at: datetime) -> Move:
        result = self.fate.result
        return self.step(
            Action.SUBMIT, self.liaison, at, result_code=result,
            public_text=self.town.texts.reply(self.town.sort(self.order), result, self.chance),
            internal_note=self.chance.choice(texts.NOTES),
            planned_on=self._day_to_come(at) if result == "planned" else None,
            told_at=None if self.order.is_anonymous else at,
            told_method="" if self.order.is_anonymous else ContactMethod.PHONE,
        )  # fmt: skip

    def _day_to_come(self, at: datetime) -> date:
        return day_of(at + timedelta(days=self.chance.randint(40, 200)))

    def _be_judged(self) -> Iterator[Move]:
        admin = self.town.cast.one(Role.OFFICE_ADMIN)
        at = self.within(ClockName.REVIEW, self.some())
        if verification.is_required(self.order):
            yield self.step(Action.TO_VERIFICATION, admin, at)
            yield self._check()
        elif self.order.is_anonymous:
            yield self.step(Action.CLOSE_WITHOUT_CALL, admin, at)
        else:
            yield self.step(Action.TO_FOLLOW_UP, admin, at)
        if self.order.status == Status.FOLLOW_UP:
            yield from self._be_called()

    def _check(self) -> Move:
        at = self.within(ClockName.VERIFY, self.some())
        verifier = self.town.cast.one(Role.VERIFIER)
        if self._fails_check:
            self._fails_check = False
            return self.step(Action.FAIL_VERIFICATION, verifier, at, finding=self.chance.choice(texts.FAILED_FINDINGS))
        finding = self.chance.choice(texts.FINDINGS)
        if self.order.is_anonymous:
            return self.step(Action.CLOSE_WITHOUT_CALL, self.town.cast.one(Role.OFFICE_ADMIN), at, finding=finding)
        return self.step(Action.VERIFY, verifier, at, finding=finding)

    # --- the call

    def _be_called(self) -> Iterator[Move]:
        start = self.chance.uniform(0.1, 0.3)
        if self._reworks and self.order.round <= verification.MAX_REWORKS:
            self._reworks -= 1
            yield self._call(Action.PROPOSE_REWORK, start, self._next_answers(dissatisfied))
            at = self.within(ClockName.FOLLOW_UP, start + 0.3)
            demand = self.chance.choice(texts.DEMANDS)
            yield self.step(Action.REWORK, self.town.cast.one(Role.OFFICE_ADMIN), at, demand=demand)
        elif self.fate.is_unreachable:
            yield from self._be_missed(start)
        else:
            answers = self._next_answers(lambda chance: answers_of(self.fate, self.temper, chance))
            yield from self._be_answered(answers, start + self.chance.uniform(0, 0.6))

    def _be_missed(self, start: float) -> Iterator[Move]:
        """Three attempts, not all on one day."""
        caller = self.town.cast.one(Role.CALLER)
        for attempt in range(verification.ATTEMPTS):
            at = self.calling(self.within(ClockName.FOLLOW_UP, start + 0.2 * attempt))
            is_last = attempt == verification.ATTEMPTS - 1
            if is_last and self.order.missed_days < verification.ON_DAYS and day_of(at) == self.order.last_missed_on:
                at = self.next_morning(at)
            yield self.step(Action.MISS_CALL, caller, at)
        yield self.step(Action.CLOSE, caller, self.within(ClockName.FOLLOW_UP, start + 0.6))

    def _be_answered(self, answers: Answers, share: float) -> Iterator[Move]:
        """What is solved the caller closes; the rest the office reads, and may leave to the deputy convener."""
        if verification.outcome(answers.solved) == verification.Outcome.CLOSE:
            yield self._call(Action.CLOSE, share, answers)
        elif self.fate.is_final and answers.cause == NO_LAW:
            yield from self._be_answered_for_good(answers, share)
        else:
            said = self._said(answers)
            yield self._call(Action.PROPOSE_REWORK, share, answers, said)
            at = self.within(ClockName.FOLLOW_UP, min(share + 0.3, 0.98))
            plan_on = self._day_to_come(at) if answers.solved == Solved.PARTLY else None
            yield self.step(Action.CLOSE, self.town.cast.one(Role.OFFICE_ADMIN), at, **said, plan_on=plan_on)

    def _be_answered_for_good(self, answers: Answers, share: float) -> Iterator[Move]:
        at, said = self.calling(self.within(ClockName.FOLLOW_UP, share)), self._said(answers)
        caller, convener = self.town.cast.one(Role.CALLER), self.town.cast.one(Role.DEPUTY_CONVENER)
        yield self.step(Action.PROPOSE_FINAL, caller, at, ground=FinalGround.UNLAWFUL, basis=forms.FINAL_BASIS, **said)
        yield self.step(
            Action.FINAL_REPLY, convener, self.later(1, 6), letter=forms.FINAL_LETTER, told_method=ContactMethod.LETTER
        )

    def _call(self, action: Action, share: float, answers: Answers, said: dict[str, Any] | None = None) -> Move:
        at = self.calling(self.within(ClockName.FOLLOW_UP, share))
        return self.step(action, self.town.cast.one(Role.CALLER), at, **(said or self._said(answers)))

    def _next_answers(self, draw: Callable[[Random], Answers]) -> Answers:
        given = self.fate.answers
        return given[min(self.order.round, len(given)) - 1] if given else draw(self.chance)

    def _said(self, answers: Answers) -> dict[str, Any]:
        comment = answers.comment or self.chance.choice(texts.COMMENTS[Solved(answers.solved)])
        return {
            "solved": answers.solved, "rating": answers.rating, "contacted": answers.contacted,
            "cause": answers.cause, "comment": comment, "may_publish": self.chance.random() < 0.3,
        }  # fmt: skip
