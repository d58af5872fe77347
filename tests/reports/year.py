"""A year at hand for the tests of the cycle: D1 as rows, an open year, somebody of the office."""

from datetime import datetime, timedelta

from core import jobs
from core.actors import Actor, Grant
from core.calendar import CITY_TIME
from core.models import User
from reports import cycle, rollup
from reports.enums import Gate
from reports.models import AssessmentResult

MEI = Actor(3, "王敏", (Grant("office_admin"),))
SPRING = datetime(2026, 3, 25, 9, 0, tzinfo=CITY_TIME)
SUMMER = datetime(2026, 7, 15, 9, 0, tzinfo=CITY_TIME)
JANUARY = datetime(2027, 1, 10, 9, 0, tzinfo=CITY_TIME)
DAY = timedelta(days=1)


def open_year(year=2026):
    return cycle.open_year(year, by=MEI, at=SPRING)


def locked_year(year=2026):
    return cycle.lock_targets(open_year(year), by=MEI, at=SPRING)


def start(year, gate=Gate.YEAR_END, at=JANUARY):
    owner, _ = User.objects.get_or_create(username="mei", defaults={"name": "王敏"})
    return cycle.start_roll_up(year, gate, owner=owner, by=MEI, at=at)


def rolled_up(year, gate=Gate.YEAR_END, at=JANUARY):
    job = start(year, gate, at)
    rollup.roll_up(jobs.begin(job.pk))
    return AssessmentResult.objects.get(job=job)
