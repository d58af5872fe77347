"""Where the tests of posts, the mechanism and rosters are set: the small city, two communities, a morning."""

import threading
from datetime import date, datetime

from django.db import connections

from core.calendar import CITY_TIME
from core.refusals import Refusal
from grids.enums import Level
from grids.models import Area, Grid, InnerPlace
from partyorgs.enums import DepartmentSystem, PostKind
from partyorgs.models import CoordinationMechanism, Department, Post
from tests.factories import GRID, SINCE

TODAY = date(2026, 11, 18)
MORNING = datetime(2026, 11, 18, 10, 0, tzinfo=CITY_TIME)
COMMUNITY = GRID[:12]


def post(kind=PostKind.GRID_WORKER, name="", *, grid=None, area=None, **more):
    place = {"area": area} if area else {"grid": grid or Grid.objects.get(code=GRID)}
    return Post.objects.create(kind=kind, person_name=name, **place, **more)


def community():
    return Area.objects.get(code=COMMUNITY)


def second_grid(number=3):
    """Another base grid of the community."""
    there = community()
    return Grid.objects.create(
        code=f"{COMMUNITY}{number:03}",
        name=f"纸鲸社区{number}网格",
        community=there,
        street=there.parent,
        valid_from=SINCE,
    )


def building():
    grid = Grid.objects.get(code=GRID)
    code = f"{GRID}00001"
    return InnerPlace.objects.create(code=code, level=Level.BUILDING, name="一号楼", grid=grid, valid_from=SINCE)


def mechanism(code="990100", **more):
    area = Area.objects.get(code=code)
    said = {"name": f"{area.name}协调机制", "chief_convener_post": "书记", **more}
    return CoordinationMechanism.objects.create(area=area, level=area.level, **said)


def departments(count, start=40):
    """As many more departments, by code."""
    Department.objects.bulk_create(
        Department(
            code=f"D{n}", name=f"第{n}局", short_name=f"第{n}局", system=DepartmentSystem.GOVERNMENT, valid_from=SINCE
        )
        for n in range(start, start + count)
    )
    return list(Department.objects.filter(code__in=[f"D{n}" for n in range(start, start + count)]).order_by("code"))


def at_once(*rules):
    """What became of each, when all start together: "done", or a refusal's code. Each has its own session."""
    answers, start = [], threading.Barrier(len(rules), timeout=10)

    def run(rule):
        try:
            start.wait()
            rule()
            answers.append("done")
        except Refusal as refused:
            answers.append(refused.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[rule]) for rule in rules]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return sorted(answers)
