"""One number of a snapshot, explained: its definition, what was divided by what, and what it is made of."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from core.actors import Actor
from core.components import Fact
from partyorgs.models import Department
from reports import permissions
from reports.indicators import Indicator
from reports.indicators.formulas import Share, WeightedMean
from reports.tables import ALL_UNITS, Snapshot, fraction, trimmed, with_sign, withheld
from reports.values import SMALL_SAMPLE, Value


@dataclass(frozen=True, slots=True)
class Part:
    """A figure this one is made of, or the same figure of one unit."""

    label: str
    text: str
    parts: str
    url: str


class Figure:
    """The figure of one indicator and one unit (or `ALL_UNITS`), as one person may see it."""

    def __init__(self, snapshot: Snapshot, indicator: Indicator, unit: str, *, actor: Actor) -> None:
        self.snapshot, self.indicator, self.unit, self.actor = snapshot, indicator, unit, actor

    @cached_property
    def value(self) -> Value:
        return self.snapshot.figures(self.unit)[self.indicator.code]

    @cached_property
    def unit_id(self) -> int:
        return Department.objects.values_list("pk", flat=True).get(code=self.unit)

    @property
    def is_withheld(self) -> bool:
        return permissions.must_withhold(self.actor, self.indicator, self.value.n, least=SMALL_SAMPLE)

    @property
    def is_small(self) -> bool:
        return self.value.is_small and not self.is_withheld

    @property
    def is_of_all(self) -> bool:
        return self.unit == ALL_UNITS

    @property
    def heading(self) -> str:
        name = _("All units") if self.is_of_all else self.snapshot.units[self.unit].name
        return f"{name} · {self.indicator.label}"

    @property
    def text(self) -> str:
        return withheld() if self.is_withheld else with_sign(self.value.value, self.indicator)

    @property
    def facts(self) -> list[Fact]:
        indicator = self.indicator
        facts = [
            Fact(_("Definition"), indicator.definition),
            Fact(_("Calculation"), self._calculation),
            Fact(_("Counted"), _("%(n)s %(rows)s") % {"n": self.value.n, "rows": indicator.over.label}),
            Fact(_("Source"), indicator.source.label),
        ]
        if indicator.basis:
            facts.append(Fact(_("Basis"), indicator.basis))
        return [*facts, *self._towards_the_score()]

    @property
    def parts(self) -> list[Part]:
        """Other figures it is made of; of all units, the same figure of each."""
        if self.is_withheld:
            return []
        if isinstance(self.indicator, WeightedMean):
            figures = self.snapshot.figures(self.unit)
            shares = (share for share, _weight in self.indicator.parts)
            return [self._part(share, self.unit, str(share.label), figures[share.code]) for share in shares]
        if not self.is_of_all:
            return []
        code = self.indicator.code
        every = ((unit, self.snapshot.figures(unit.code)[code]) for unit in self.snapshot.frame.units)
        return [self._part(self.indicator, unit.code, unit.name, value) for unit, value in every if value.n]

    @property
    def has_list(self) -> bool:
        """Whether there are orders to show, and this person may see them one by one."""
        return not self._is_made_of_others and permissions.may_list_orders(self.actor, self.indicator, self.unit_id)

    @property
    def why_no_list(self) -> str:
        if self.has_list or self._is_made_of_others:
            return ""
        if not (self.actor.is_office or self.actor.department_ids()):
            return _("Auditors see figures, not cases.")
        return _("What petitioners answered reaches the unit as a figure only, never order by order.")

    @property
    def _is_made_of_others(self) -> bool:
        return self.is_of_all or not isinstance(self.indicator, Share)

    @property
    def _calculation(self) -> str:
        indicator, value = self.indicator, self.value
        if self.is_withheld:
            return _("Shown from %(n)s answers on.") % {"n": SMALL_SAMPLE}
        if isinstance(indicator, WeightedMean):
            terms = " + ".join(f"{trimmed(weight)} × {share.label}" for share, weight in indicator.parts)
            return f"({terms}) ÷ {trimmed(sum((weight for _share, weight in indicator.parts), Decimal()))}"
        if isinstance(indicator, Share):
            return f"{fraction(value).replace('/', ' ÷ ')} × 100 = {with_sign(value.value, indicator)}"
        return with_sign(value.value, indicator)

    def _towards_the_score(self) -> list[Fact]:
        line = next((line for line in self.snapshot.frame.scheme if line.code == self.indicator.code), None)
        if line is None or self.is_of_all:
            return []
        target = self.snapshot.units[self.unit].targets[line.code]
        words = _("%(target)s; points from %(floor)s on; weight %(weight)s") % {
            "target": with_sign(target, self.indicator),
            "floor": with_sign(line.floor, self.indicator),
            "weight": trimmed(line.weight),
        }
        score = self.snapshot.score(self.unit)
        if score is None or self.is_withheld or line.code not in score.contributions:
            return [Fact(_("Target"), words)]
        return [Fact(_("Target"), words), Fact(_("Adds to the score"), f"{score.contributions[line.code]:.2f}")]

    def _part(self, indicator: Indicator, unit: str, label: str, value: Value) -> Part:
        url = self.snapshot.url_of(unit, indicator.code)
        return Part(label, with_sign(value.value, indicator), fraction(value), url)
