"""Whatever is done to the map: no petition is lost or counted twice, at any level, on any day."""

from datetime import date, timedelta
from random import Random

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grids import codes
from grids.models import Area, Grid
from grids.wishes import NotAllowed
from reports.reconciliation import reconcile
from tests.grids.mapping import merge, moment, move, rename, split
from tests.reports.ground import AREAS, GRIDS, MARCH, YEAR, found_city, petition, roll
from tests.reports.test_as_of import END_OF_MARCH, END_OF_YEAR, SPRING

FIRST_CHANGE = date(2026, 5, 1)
KINDS = ("rename", "split", "merge", "absorb", "move")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kinds=st.lists(st.sampled_from(KINDS), min_size=2, max_size=5), seed=st.integers(0, 10_000))
def test_no_petition_is_lost_or_doubled(db, kinds, seed):
    chance = Random(seed)
    with transaction.atomic():
        found_city()
        for code in (*GRIDS, *list(AREAS)[1:], ""):
            petition(code, SPRING)
        march = roll(MARCH, END_OF_MARCH).digest()
        days = [END_OF_MARCH, END_OF_YEAR]
        for number, kind in enumerate(kinds):
            on = FIRST_CHANGE + timedelta(days=30 * number)
            days.append(on)
            _change(kind, chance, on)
            petition(chance.choice(_active(Grid, on)).code, on)
            petition(chance.choice(_active(Area, on)).code, on)

        assert roll(MARCH, END_OF_MARCH).digest() == march
        for day in days:
            _adds_up(roll(YEAR, day), petitions=len(GRIDS) + len(AREAS) + 2 * len(kinds))
            _map_is_whole(day)
        transaction.set_rollback(True)


def _adds_up(rolled, *, petitions):
    assert rolled.total.petitions == petitions
    assert sum(lot.counts.petitions for lot in rolled.lots if lot.lies) == petitions
    for code, line in rolled.places.items():
        assert line.total.petitions == line.own.petitions + sum(
            child.total.petitions for child in rolled.children(code)
        )
    for code, line in rolled.organizations.items():
        assert line.total.petitions == line.own.petitions + sum(child.total.petitions for child in rolled.below(code))
    assert rolled.places["990100"].total.petitions == petitions
    assert reconcile(rolled).is_equal


def _map_is_whole(day):
    areas = {area.code for area in _active(Area, day)}
    grids = _active(Grid, day)
    assert {grid.community.code for grid in grids} <= areas
    assert all(codes.covers(grid.community.code, grid.code) for grid in grids)
    assert all(codes.covers(grid.street.code, grid.code) for grid in grids)
    assert codes.uncovered([code for code in areas if len(code) == 12], [grid.code for grid in grids]) == []


def _change(kind, chance, on):
    """Something of this kind, somewhere. What is refused leaves everything as it was."""
    given = {*Area.objects.values_list("code", flat=True), *Grid.objects.values_list("code", flat=True)}
    places = [row.code for row in (*_active(Area, on), *_active(Grid, on)) if len(row.code) >= 9]
    place = chance.choice(places)
    above = [code for code in (*places, "990102", "990103") if len(code) == max(len(place) - 3, 6)]
    beside = [code for code in places if code[:-3] == place[:-3] and code != place] or places
    inside = [code for code in places if codes.parse(code).parent == place]
    options = {"on": on, "at": moment(on)}
    try:
        if kind == "rename":
            rename(place, "新名", **options)
        elif kind == "split":
            split(place, 一=inside[::2], 二=inside[1::2], **options)
        elif kind == "move":
            move(place, chance.choice(above), **options)
        else:
            merge(place, chance.choice(beside), into=place if kind == "absorb" else "", name="合并后", **options)
    except NotAllowed:
        return
    for model in (Area, Grid):
        begun = set(model.objects.filter(valid_from=on).values_list("code", flat=True))
        assert not begun & given


def _active(model, on):
    above = ("community", "street") if model is Grid else ("parent",)
    return list(model.objects.active(on).order_by("code").select_related(*above))
