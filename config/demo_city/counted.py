"""Whether an order counts in the outcome rates: asked by the unit, checked by the office, decided above it."""

from collections.abc import Iterator

from config.demo_city import forms
from config.demo_city.moves import Move, Walker
from partyorgs.enums import Role
from petitions import exclusions
from petitions.enums import Action, ExclusionGround


class Counted(Walker):
    def be_excluded(self) -> Iterator[Move]:
        cast, ground = self.town.cast, forms.GROUNDS.get(self.fate.result, ExclusionGround.X1)
        at = self.later(4, 16)
        evidence = forms.EVIDENCE[ground]
        yield self.step(Action.APPLY_EXCLUSION, self.liaison, at, ground=ground, evidence=evidence)
        yield self.step(Action.CHECK_EXCLUSION, cast.one(Role.OFFICE_ADMIN), self.later(1, 6), note=forms.CHECKED)
        yield self.step(Action.EXCLUDE, cast.one(Role.DEPUTY_CONVENER), self.later(1, 8), decision=forms.EXCLUDED)
        if exclusions.is_drawn(self.order.number):
            yield self.step(Action.UPHOLD_EXCLUSION, cast.one(Role.SUPERVISOR), self.later(16, 60), note=forms.UPHELD)
