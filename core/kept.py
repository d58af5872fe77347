"""Values read from slow-moving tables and kept in the process: the calendar, time limits, the duty list.

Reading them for every petition would cost more than handling it. An edit is seen by the process that made it at once
(`forget()`), by the others within `seconds`.
"""

from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

T = TypeVar("T")

_all: list["Kept"] = []


class Kept(Generic[T]):
    def __init__(self, read: Callable[[], T], *, seconds: float = 20) -> None:
        self._read = read
        self._seconds = seconds
        self._value: T | None = None
        self._until = 0.0
        _all.append(self)

    def get(self) -> T:
        if self._value is None or monotonic() >= self._until:
            self._value = self._read()
            self._until = monotonic() + self._seconds
        return self._value

    def forget(self) -> None:
        self._value = None


def forget_all() -> None:
    for kept in _all:
        kept.forget()
