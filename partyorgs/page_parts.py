"""What floors above add to the pages of an item and of a revision: the petitions of an item, a trial of a revision.

A floor registers a maker in its `AppConfig.ready()`: `page_parts.add(page_parts.REVISION, maker)`. The maker is given
who looks and what they look at, and answers a template with its data (in it as `part.data`), or nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.actors import Actor

DUTY, REVISION = "duty", "revision"


@dataclass(frozen=True, slots=True)
class Part:
    template: str
    data: Any = None


Maker = Callable[[Actor, Any], Part | None]

_makers: dict[str, list[Maker]] = {}


def add(page: str, maker: Maker) -> None:
    _makers.setdefault(page, []).append(maker)


def of(page: str, actor: Actor, subject: Any) -> list[Part]:
    """The parts of one page, in the order of registration."""
    return [part for maker in _makers.get(page, ()) if (part := maker(actor, subject))]
