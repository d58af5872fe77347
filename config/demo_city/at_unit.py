"""What the unit does with an order it was given: sign, call, secure, ask others to help, ask for time."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from config.demo_city import forms, texts
from config.demo_city.moves import Move, Walker, day_of
from partyorgs.enums import Role
from petitions import extensions
from petitions.enums import Action, ClockName, ContactMethod, ContactOutcome
from petitions.guards.time import LONGEST_SUSPENSION, REVIEW_EVERY
from petitions.models import Assignment

WAIVED = 0.4  # of the assists that are late when the lead is ready
NOT_EXTENDED = 0.15


class AtUnit(Walker):
    def sign(self) -> Move:
        """In time means before the order counts as signed, where that comes first."""
        clocks, liaison = self.case.clocks, self.liaison
        window, share = clocks.get(ClockName.RETURN_WINDOW), self.pace.sign
        ends_first = window is not None and window.due_at < clocks[ClockName.SIGN].due_at
        name = ClockName.RETURN_WINDOW if ends_first and share < 1 else ClockName.SIGN
        return self.step(
            Action.SIGN, liaison, self.within(name, share), handler_name=liaison.name,
            handler_phone=f"12345转8{self.lead.code[-3:]}",
        )  # fmt: skip

    def be_contacted(self) -> Iterator[Move]:
        method = self.chance.choices((ContactMethod.PHONE, ContactMethod.VISIT, ContactMethod.MESSAGE), (80, 15, 5))[0]
        at = self.within(ClockName.CONTACT, self.pace.contact)
        if self.chance.random() < 0.08:
            tried_at = self.within(ClockName.CONTACT, self.pace.contact / 2)
            yield self.step(Action.CONTACT, self.liaison, tried_at, method=method, outcome=ContactOutcome.UNREACHED)
        yield self.reach(max(at, self.at), method)

    def reach(self, at: datetime, method: str) -> Move:
        return self.step(Action.CONTACT, self.liaison, at, method=method, outcome=ContactOutcome.REACHED)

    def be_secured(self) -> Iterator[Move]:
        if ClockName.DANGER in self.case.clocks:
            at = self.within(ClockName.DANGER, self.chance.uniform(0.4, 1.05))
            yield self.step(Action.SECURE, self.liaison, at, note=self.chance.choice(forms.SECURED))

    # --- assists

    def be_assisted(self) -> Iterator[Move]:
        """One piece of work is asked for by the lead; several are given out by the dispatcher himself."""
        dispatcher, pieces = self.town.cast.one(Role.DISPATCHER), self.fate.pieces
        share = self.chance.uniform(0.1, 0.2)
        for piece in pieces:
            stand_by = [row.department for row in self.case.assists if not row.piece]
            unit = stand_by[0] if stand_by else self.town.another_unit(self.order, self.chance)
            if len(pieces) == 1:
                at = self.within(ClockName.HANDLE, share)
                yield self.step(Action.REQUEST_ASSIST, self.liaison, at, unit=unit, piece=piece)
            at = self.within(ClockName.HANDLE, share + 0.05)
            yield self.step(Action.ADD_ASSIST, dispatcher, at, unit=unit, piece=piece)
        if self.fate.is_objected:
            unit = next(row.department for row in self.case.assists if row.is_owed)
            by = self.town.cast.liaison(unit.pk)
            yield self.step(Action.OBJECT_ASSIST, by, self.later(0.2, 0.6), reason=forms.OBJECTED)
            at = self.later(0.5, 2)
            yield self.step(
                Action.SETTLE_OBJECTION, dispatcher, at, unit=unit, released=False, decision=forms.OVERRULED
            )

    def hear_assists(self, before: datetime) -> Iterator[Move]:
        """Nobody replies before the others have told what they did, or before it is done without them."""
        owed = [row for row in self.case.assists if row.is_owed]
        moments = sorted(self.between(before, self.chance.uniform(0.2, 0.95)) for _ in owed)
        for row, at in zip(owed, moments, strict=True):
            yield self._told(row, at)

    def _told(self, row: Assignment, at: datetime) -> Move:
        if row.assist_due_at and at > row.assist_due_at and self.chance.random() < WAIVED:
            return self.step(Action.WAIVE_ASSIST, self.liaison, at, unit=row.department, reason=forms.WAIVED)
        by = self.town.cast.liaison(row.department_id)
        return self.step(Action.FINISH_ASSIST, by, at, result=self.chance.choice(forms.ASSISTED))

    # --- time

    def be_extended(self) -> Iterator[Move]:
        at = self.within(ClockName.HANDLE, self.chance.uniform(0.35, 0.6))
        last = extensions.last_moment_to_ask(self.case, self.town.machine)
        if last is None or at > last:
            return
        most = extensions.allowance(self.case).days
        reason = self.chance.choice(list(forms.EXTENSIONS))
        yield self.step(
            Action.REQUEST_EXTENSION, self.liaison, at, reason=reason, plan=forms.EXTENSIONS[reason],
            days=self.chance.randint(1, most), told_at=at,
        )  # fmt: skip
        at, dispatcher = self.within(ClockName.EXTENSION, self.some()), self.town.cast.one(Role.DISPATCHER)
        if self.chance.random() < NOT_EXTENDED:
            yield self.step(Action.REFUSE_EXTENSION, dispatcher, at, decision=forms.NOT_EXTENDED)
        else:
            yield self.step(Action.EXTEND, dispatcher, at, decision=forms.EXTENDED)

    def be_suspended(self) -> Iterator[Move]:
        """Asked for, granted, looked at again before every day of review, and taken up again in the end."""
        cause, convener = self.fate.suspended, self.town.cast.one(Role.DEPUTY_CONVENER)
        at = self.within(ClockName.HANDLE, self.chance.uniform(0.2, 0.5))
        yield from self.hear_assists(at)
        yield self.step(
            Action.REQUEST_SUSPENSION, self.liaison, at, ground=cause, interim_measure=forms.INTERIM[cause],
            plan=texts.PLANS[cause], owner_name=f"{self.lead.short_name}{forms.OWNER}",
            review_on=day_of(at + timedelta(days=self.fate.review_in)), told_at=at,
        )  # fmt: skip
        yield self.step(Action.SUSPEND, convener, self.later(0.5, 6), decision=forms.SUSPENDED)
        begun, hours = self.at, self.chance.randint(100, 420)
        resumed_at = None if self.fate.stays_suspended else self.town.days.add_hours(begun, hours)
        while resumed_at is None or self._review_at() < resumed_at:
            at = self._review_at()
            review_on = min(day_of(at + REVIEW_EVERY), day_of(begun + LONGEST_SUSPENSION))
            yield self.step(Action.RENEW_SUSPENSION, convener, at, review_on=review_on, decision=forms.RENEWED)
        yield self.step(Action.RESUME, self.town.cast.one(Role.OFFICE_ADMIN), resumed_at, reason=texts.RESUMED)

    def _review_at(self) -> datetime:
        """The morning of the day of review, or of the last working day before it."""
        due_at = self.case.clocks[ClockName.SUSPENSION].due_at
        assert due_at is not None
        return max(self.town.days.add_back(due_at, timedelta(hours=6)), self.at + timedelta(minutes=5))
