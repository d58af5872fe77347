"""What this floor has to say on the card of a place."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.actors import Actor
from core.components import Fact
from grids import directory, outlines, sizes
from grids.cards import Subject
from grids.enums import INNER_LEVELS, AreaKind, FocusType, GridKind
from grids.models import GridOverlay, LegacyGrid, PlaceName, Succession

Data = Mapping[str, Any] | None
OVERLAYS_SHOWN = 30  # an industry grid lies over a whole street: the number says the rest
NAMES_SHOWN = 60


def facts(actor: Actor, subject: Subject) -> Data:
    own = _grid_facts(subject) if subject.grid else _area_facts(subject)
    return {"facts": [Fact(_("Unified code"), subject.code), *own, Fact(_("Validity"), _validity(subject))]}


def _grid_facts(subject: Subject) -> list[Fact]:
    grid = subject.grid
    assert grid
    households = f"{grid.households:,}" if grid.households else "—"
    verdict = sizes.verdict(grid)
    return [
        Fact(_("Kind of grid"), grid.get_kind_display()),
        *([Fact(_("Town or country"), grid.community.get_kind_display() or "—")] if grid.community else []),
        Fact(_("Households"), f"{households} · {verdict.words}" if verdict else households),
        Fact(_("Population"), grid.population and f"{grid.population:,}"),
        *_inner_facts(subject),
    ]


def _area_facts(subject: Subject) -> list[Fact]:
    area = subject.area
    assert area
    kinds = directory.kinds_within(area, subject.on)
    return [
        Fact(_("Level of the place"), subject.level.label),
        *([Fact(_("Town or country"), AreaKind(area.kind).label)] if area.kind else []),
        *([Fact(_("Focus"), _(", ").join(str(FocusType(focus).label) for focus in area.focus_types))]
          if area.focus_types else []),
        Fact(_("Households"), f"{area.households:,}" if area.households else None),
        Fact(_("Population"), f"{area.population:,}" if area.population else None),
        *(Fact(kind.label, f"{kinds[kind]:,}") for kind in GridKind if kinds.get(kind)),
        *_inner_facts(subject),
    ]  # fmt: skip


def _inner_facts(subject: Subject) -> list[Fact]:
    counts = directory.inner_counts(subject.code, subject.on)
    return [Fact(level.label, f"{counts[level]:,}") for level in INNER_LEVELS if counts.get(level)]


def _validity(subject: Subject) -> str:
    first, last = subject.place.valid_from, subject.place.valid_to
    if last:
        return _("%(start)s to %(stop)s") % {"start": first, "stop": last}
    return _("from %(start)s") % {"start": first}


def below(actor: Actor, subject: Subject) -> Data:
    """The places one level down. Within a grid nothing has a card of its own."""
    if not subject.area:
        return None
    return {"branches": directory.branches(subject.area, subject.on), "on": subject.on, "is_today": subject.is_today}


def boundary(actor: Actor, subject: Subject) -> Data:
    """A sketch of the area with its parts, or of the grid among its neighbours. Drawn from today's map."""
    if not subject.is_today:
        return None
    around = subject.code if subject.area else (subject.grid.community and subject.grid.community.code)
    box, strokes = outlines.sketch(around) if around else ("", [])
    drawn = {stroke.code for stroke in strokes}
    if subject.grid and subject.code not in drawn:
        return {"box": "", "strokes": [], "is_missing": subject.grid.kind == GridKind.BASIC}
    return {"box": box, "strokes": strokes, "code": subject.code, "is_missing": not strokes}


def overlays(actor: Actor, subject: Subject) -> Data:
    """Which industry and enterprise grids lie over a base grid; which base grids an overlay lies over."""
    if not subject.grid:
        return None
    is_base = subject.grid.kind == GridKind.BASIC
    side, other = ("base", "overlay") if is_base else ("overlay", "base")
    rows = GridOverlay.objects.filter(**{side: subject.grid}).order_by(f"{other}__code")
    grids = [
        getattr(row, other) for row in rows.select_related(other).defer(f"{other}__geometry")
        if getattr(row, other).is_active(subject.on)
    ]  # fmt: skip
    return {"is_base": is_base, "grids": grids[:OVERLAYS_SHOWN], "more": len(grids[OVERLAYS_SHOWN:])} if grids else None


def legacy(actor: Actor, subject: Subject) -> Data:
    if not subject.grid:
        return None
    rows = list(LegacyGrid.objects.active(subject.on).filter(grid=subject.grid).order_by("system", "code"))
    return {"rows": rows} if rows else None


def names(actor: Actor, subject: Subject) -> Data:
    """What people call it. An area has its own names only, not those of the grids in it."""
    side = {"grid": subject.grid} if subject.grid else {"area": subject.area}
    rows = PlaceName.objects.active(subject.on).filter(**side).order_by("name", "id")
    found = list(rows.values_list("name", flat=True)[:NAMES_SHOWN])
    return {"names": found} if found else None


def history(actor: Actor, subject: Subject) -> Data:
    """What it came from and what became of it, newest first."""
    touching = Succession.objects.filter(from_code=subject.code) | Succession.objects.filter(to_code=subject.code)
    rows = list(touching.select_related("change").order_by("-change__effective_on", "-change_id", "from_code", "id"))
    return {"rows": rows, "code": subject.code} if rows else None
