"""Idle spaces: matched, in use, idle again."""

from datetime import date
from decimal import Decimal

import pytest

from core import ledger
from grids import spaces
from grids.models import IdleSpace
from grids.refusals import Refused
from tests.grids import ground
from tests.grids.ground import NOW, TODAY

pytestmark = pytest.mark.usefixtures("town")


def match(space):
    return spaces.match(space, user="望潮社区居委会", purpose="老年助餐点", by=ground.hong(), at=NOW)


def begin(space, on=TODAY):
    return spaces.begin(space, on=on, by=ground.hong(), at=NOW)


def release(space, on=TODAY):
    return spaces.release(space, on=on, reason="租期届满", by=ground.hong(), at=NOW)


def test_from_idle_to_use_and_back():
    space = ground.make_space()

    trail = [space.status]
    for step in (match, begin, release, match):
        step(space)
        space.refresh_from_db()
        trail.append(space.status)

    assert trail == ["idle", "matched", "in_use", "idle", "matched"]
    ended, waiting = space.uses.order_by("id")
    assert (ended.begun_on, ended.ended_on, ended.end_reason) == (TODAY, TODAY, "租期届满")
    assert (waiting.begun_on, waiting.ended_on) == (None, None)
    assert [event.kind for event in ledger.history(space)] == [
        "idlespace.added", "idlespace.matched", "idlespace.taken_into_use", "idlespace.released", "idlespace.matched",
    ]  # fmt: skip


@pytest.mark.parametrize(("before", "step"), [((), begin), ((), release), ((match,), match), ((match, begin), begin)])
def test_a_step_that_does_not_follow_is_refused(before, step):
    space = ground.make_space()
    for earlier in before:
        earlier(space)

    with pytest.raises(Refused) as refusal:
        step(space)

    assert refusal.value.code == "wrong_state"


@pytest.mark.parametrize("day", [date(2026, 11, 17), date(2026, 11, 19)], ids=["before it was agreed", "not yet"])
def test_a_use_begins_between_its_agreement_and_today(day):
    space = ground.make_space()
    match(space)

    with pytest.raises(Refused) as refusal:
        begin(space, day)

    assert refusal.value.field == "on"


def test_utilisation_is_by_area():
    for name, area in (("一", 300), ("二", 100)):
        ground.make_space(name, area_m2=area)
    used = IdleSpace.objects.get(name="一")
    match(used)
    begin(used)

    found = spaces.utilisation(IdleSpace.objects.all())

    assert (found.used, found.total, found.share) == (Decimal(300), Decimal(400), Decimal("0.75"))


def test_nothing_in_the_register_has_no_share():
    assert spaces.utilisation(IdleSpace.objects.all()).share is None
