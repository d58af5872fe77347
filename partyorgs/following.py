"""What of this floor hangs on places and goes with them when the map is changed (see grids.followers).

Posts end in the old place and go on in the new one. An organisation moves with its place and a `FormerSeat` keeps
where it stood. Roles are held in the new place from the day on and in the old one as well: its orders are still open.
"""

from collections.abc import Mapping
from functools import partial

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grids import codes, followers
from grids.followers import Shift, reopen, repoint
from grids.models import Grid
from partyorgs.models import (
    CoordinationMechanism,
    Department,
    DutyChange,
    DutyItem,
    FormerSeat,
    PartyOrganization,
    Post,
    RoleGrant,
    StationedUnit,
)


def register() -> None:
    followers.register("partyorgs.posts", _("posts"), posts)
    followers.register("partyorgs.organizations", _("party organisations"), organizations)
    followers.register("partyorgs.offices", _("street offices"), offices)
    followers.register("partyorgs.grants", _("roles of people"), grants)
    followers.register("partyorgs.duties", _("items of street duty lists"), duties)
    followers.register("partyorgs.mechanisms", _("coordination mechanisms"), mechanisms)
    followers.register("partyorgs.stationed", _("units stationed at streets"), stationed)


def posts(shift: Shift) -> int:
    """The first place after takes over the posts, but a building's chief goes with the building."""
    grids = dict(Grid.objects.filter(code__in=_grid_codes(shift)).order_by().values_list("code", "pk"))

    def settle(post: Post) -> None:
        if post.place_code in shift.codes:
            post.place_code = shift.codes[post.place_code][0]
            post.grid_id = grids[post.place_code[:15]]

    carry = partial(
        reopen, Post.objects.order_by("id"), on=shift.on, to_all=False, begins="start_on", ends="end_on", settle=settle
    )
    return carry(field="grid_id", after=shift.grids) + carry(field="area_id", after=shift.areas)


def _grid_codes(shift: Shift) -> set[str]:
    return {code for after in shift.codes.values() for code in after if len(code) == codes.GRID_DIGITS}


def organizations(shift: Shift) -> int:
    moving = list(
        PartyOrganization.objects.filter(Q(area__in=list(shift.areas)) | Q(grid__in=list(shift.grids)))
        .filter(Q(valid_to=None) | Q(valid_to__gt=shift.on))
        .order_by("id")
    )
    FormerSeat.objects.bulk_create(
        [FormerSeat(organization=row, until=shift.on, area_id=row.area_id, grid_id=row.grid_id) for row in moving
         if row.valid_from < shift.on],
        batch_size=500,
    )  # fmt: skip
    for row in moving:
        row.area_id = _heir(shift.areas, row.area_id)
        row.grid_id = _heir(shift.grids, row.grid_id)
    PartyOrganization.objects.bulk_update(moving, ["area", "grid"], batch_size=500)
    return len(moving)


def offices(shift: Shift) -> int:
    """A street has one office: that of a street which merged into another ends, and its orders stay with it until the
    office hands them over."""
    moving = list(Department.objects.filter(street__in=list(shift.areas), valid_to=None).order_by("code"))
    housed = set(Department.objects.filter(street__isnull=False).order_by().values_list("street_id", flat=True))
    for row in moving:
        assert row.street_id is not None
        heir = shift.areas[row.street_id][0]
        if heir in housed:
            row.valid_to = shift.on
        else:
            row.street_id = heir
            housed.add(heir)
    Department.objects.bulk_update(moving, ["street", "valid_to"])
    return len(moving)


def grants(shift: Shift) -> int:
    """Whoever worked in a place works in what became of it; whoever works where it came to sees its old orders."""
    tops = {old: after for old, after in shift.codes.items() if codes.parse(old).parent not in shift.codes}
    held = RoleGrant.objects.filter(valid_to=None).order_by("id")
    there = {_key(row): row for row in held}
    wanted: dict[tuple[object, ...], RoleGrant] = {}
    for row in there.values():
        for code in _also(row.area_code, shift.codes, tops) if row.area_code else ():
            grant = RoleGrant(
                user_id=row.user_id, role=row.role, department_id=row.department_id, area_code=code,
                valid_from=max(shift.on, row.valid_from),
            )  # fmt: skip
            if _key(grant) not in there:
                wanted[_key(grant)] = grant
    RoleGrant.objects.bulk_create(wanted.values(), batch_size=500)
    return len(wanted)


def _also(area: str, after: Mapping[str, tuple[str, ...]], tops: Mapping[str, tuple[str, ...]]) -> set[str]:
    new = set(after.get(area, ()))
    old = {
        code
        for code, later in tops.items()
        if not codes.covers(area, code) and any(codes.covers(each, later[0]) for each in {area, *new})
    }
    return new | old


def _key(row: RoleGrant) -> tuple[object, ...]:
    return row.user_id, row.role, row.department_id, row.area_code


def duties(shift: Shift) -> int:
    """A street's list goes with it, and so do proposals for it. What it said on earlier days is seen there too."""
    rows = DutyItem.objects.filter(Q(valid_to=None) | Q(valid_to__gt=shift.on)).order_by("id")
    proposed = DutyChange.objects.order_by("id")
    return repoint(rows, "street_id", shift.areas) + repoint(proposed, "street_id", shift.areas)


def mechanisms(shift: Shift) -> int:
    """An area has one: where two come together the first goes on, the other stays with the place that ended."""
    housed = set(CoordinationMechanism.objects.order_by().values_list("area_id", flat=True))
    free = {}
    for old, after in shift.areas.items():
        if old in housed and after[0] not in housed:
            free[old] = after
            housed.add(after[0])
    return repoint(CoordinationMechanism.objects.order_by("id"), "area_id", free)


def stationed(shift: Shift) -> int:
    """A team that was at the old street is at the first after it from the day on; how it did stays with the old."""
    rows = StationedUnit.objects.order_by("id")
    return reopen(rows, "street_id", shift.areas, on=shift.on, to_all=False, begins="since", ends="until")


def _heir(after: Mapping[int, tuple[int, ...]], id: int | None) -> int | None:
    return after[id][0] if id in after else id  # type: ignore[index]
