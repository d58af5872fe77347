"""Which districts and streets have their coordination mechanism, and which have none yet (S1-51, S3-06)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from grids import codes
from grids.enums import Level
from grids.models import Area
from partyorgs.models import CoordinationMechanism


@dataclass(frozen=True, slots=True)
class Covered:
    """An area, and its mechanism if it has one."""

    code: str
    name: str
    mechanism_id: int | None


@dataclass(frozen=True, slots=True)
class District:
    area: Covered
    streets: Sequence[Covered]

    @property
    def with_mechanism(self) -> int:
        return sum(street.mechanism_id is not None for street in self.streets)

    @property
    def without(self) -> Sequence[Covered]:
        return [street for street in self.streets if street.mechanism_id is None]


def districts(on: date) -> list[District]:
    """District by district with its streets. Two queries."""
    known = dict(CoordinationMechanism.objects.order_by().values_list("area_id", "pk"))
    areas = Area.objects.active(on).filter(level__in=[Level.DISTRICT, Level.STREET]).order_by("code")
    rows = [(level, Covered(code, name, known.get(pk)))
            for pk, code, name, level in areas.values_list("pk", "code", "name", "level")]  # fmt: skip
    streets = [area for level, area in rows if level == Level.STREET]
    return [
        District(area, [street for street in streets if codes.covers(area.code, street.code)])
        for level, area in rows if level == Level.DISTRICT
    ]  # fmt: skip
