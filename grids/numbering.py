"""Which code a place gets under another place: its own number if that is free, else the next free one of its kind.

Pure. A code is never given twice, so `taken` holds those of places that have ended, too.
"""

from collections.abc import Collection

from grids import codes
from grids.enums import Level

# Numbers of one kind, level by level: what moves stays of its kind. Practice §4.1 and §4.2.
KINDS = {
    Level.STREET: (range(1, 100), range(100, 200), range(200, 400), range(400, 600)),
    Level.COMMUNITY: (range(1, 200), range(200, 500), range(500, 1000)),
    Level.GRID: tuple(codes.KIND_OF_SEQUENCE),
    Level.MICRO_GRID: (range(1, 100),),
    Level.BUILDING: (range(1, 1000),),
    Level.UNIT: (range(1, 100),),
}


class Exhausted(Exception):
    """All numbers of this kind have been given under that place."""


def under(parent: str, code: str, taken: Collection[str], *, above: str | None = None) -> str:
    """The code that `code` gets when it comes to lie directly in `parent`. `above` is the place it lies in now."""
    above = above or codes.parse(code).parent or ""
    return next_free(parent + code[len(above) :], taken)


def next_free(wanted: str, taken: Collection[str]) -> str:
    """The code itself, or the next free one of its kind beside it."""
    if wanted not in taken:
        return wanted
    parsed = codes.parse(wanted)
    numbers = next(kind for kind in KINDS[parsed.level] if parsed.sequence in kind)
    stem, width = wanted[: -_width(parsed.level)], _width(parsed.level)
    for number in numbers:
        candidate = f"{stem}{number:0{width}}"
        if candidate not in taken:
            return candidate
    raise Exhausted(stem)


def _width(level: Level) -> int:
    return 2 if level in (Level.MICRO_GRID, Level.UNIT) else 3
