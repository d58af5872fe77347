"""What no national text fixes and an office may choose. A cycle keeps the ones it was measured with."""

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Parameters:
    partial_weight: Decimal = Decimal("0.5")
    """How much of a solved order a partly solved one is, where parts are counted."""

    rating_weights: tuple[tuple[int, Decimal], ...] = (
        (5, Decimal("1.0")),
        (4, Decimal("0.8")),
        (3, Decimal("0.6")),
        (2, Decimal("0.3")),
        (1, Decimal("0.0")),
    )
    response_weight: Decimal = Decimal(10)
    solved_weight: Decimal = Decimal(45)
    satisfied_weight: Decimal = Decimal(45)
    auto_dispatch_at_least: Decimal = Decimal(97)
    speed_up_more_than: Decimal = Decimal(50)
    excluded_at_most: Decimal = Decimal(5)

    def as_json(self) -> dict[str, Any]:
        weights = [[rating, str(weight)] for rating, weight in self.rating_weights]
        return {field.name: str(getattr(self, field.name)) for field in fields(self)} | {"rating_weights": weights}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        weights = tuple((rating, Decimal(weight)) for rating, weight in data["rating_weights"])
        numbers = {name: Decimal(number) for name, number in data.items() if name != "rating_weights"}
        return cls(**numbers, rating_weights=weights)


PRACTICE = Parameters()
