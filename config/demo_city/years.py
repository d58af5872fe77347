"""The city's assessments: the year before is finished and published, the present one has its targets and goes on."""

from datetime import datetime

from config.demo_city.cast import Cast
from core import jobs
from core.actors import Actor
from core.calendar import CITY_TIME
from core.models import User
from partyorgs.enums import Role
from reports import cycle, rollup
from reports.enums import Gate
from reports.models import AssessmentCycle


def load_years(*, start: datetime, until: datetime) -> int:
    """Answers how many years there are. A year the city remembers only in part is not judged."""
    if not AssessmentCycle.objects.exists():
        present = until.astimezone(CITY_TIME)
        admin = Cast.read(present.date()).one(Role.OFFICE_ADMIN)
        if start <= _moment(present.year - 1, 1, 1):
            _judge(present.year - 1, admin, until)
        _begin(present.year, admin, until)
    return AssessmentCycle.objects.count()


def _judge(year: int, admin: Actor, until: datetime) -> None:
    judged = _begin(year, admin, until)
    owner = User.objects.get(pk=admin.id)
    for gate, at in ((Gate.MID_YEAR, _moment(year, 7, 10)), (Gate.YEAR_END, _moment(year + 1, 1, 12))):
        if at <= until:
            job = jobs.begin(cycle.start_roll_up(judged, gate, owner=owner, by=admin, at=at).pk)
            assert job is not None
            rollup.roll_up(job)
    if _moment(year + 1, 1, 20) <= until:
        cycle.publish(judged, by=admin, at=_moment(year + 1, 1, 20))


def _begin(year: int, admin: Actor, until: datetime) -> AssessmentCycle:
    opened = cycle.open_year(year, by=admin, at=min(_moment(year, 1, 5), until))
    return cycle.lock_targets(opened, by=admin, at=min(_moment(year, 3, 20), until))


def _moment(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 9, 30, tzinfo=CITY_TIME)
