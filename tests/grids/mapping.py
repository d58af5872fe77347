"""Changing the small town of conftest: wishes in one line each."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from core.actors import SYSTEM
from grids import changes
from grids.enums import PlaceChangeKind
from grids.wishes import Part, Wish

JUNE = date(2026, 6, 15)
MARCH = date(2026, 3, 31)
DECEMBER = date(2026, 12, 31)


def moment(on, days=0):
    return datetime.combine(on, time(9), tzinfo=ZoneInfo("Asia/Shanghai"))


def change(kind, *codes, on=JUNE, at=None, **more):
    wish = Wish(PlaceChangeKind(kind), codes, f"澄民发〔{on.year}〕7号", on, **more)
    return changes.make(wish, by=SYSTEM, at=at or moment(on))


def rename(code, name, **more):
    return change("rename", code, name=name, **more)


def move(code, target, **more):
    return change("move", code, target=target, **more)


def merge(*codes, into="", name="", **more):
    return change("merge", *codes, target=into, name=name, **more)


def split(code, **parts):
    """split("…", 一=["child", …], 二=[…]); `on` and `at` as ever."""
    more = {name: parts.pop(name) for name in ("on", "at") if name in parts}
    return change("split", code, parts=tuple(Part(name, frozenset(held)) for name, held in parts.items()), **more)


def pairs(made):
    return [(row.from_code, row.to_code) for row in made.successions]
