"""Units stationed at streets with what the streets said of them, and who is on call this week and the next."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from config.demo_city.tables import ESTABLISHED
from core.calendar import CITY_TIME
from grids.models import Area
from partyorgs import rosters
from partyorgs.enums import Grade, Platform
from partyorgs.models import Department, OnCall, StationedUnit, StreetEvaluation
from partyorgs.models.departments import PLACEHOLDER_CODE
from partyorgs.stationed import quarter_of

# Department, name of its unit, platform.
SENT = (
    ("D14", "综合行政执法中队", Platform.ENFORCEMENT),
    ("D21", "市场监管所", Platform.ENFORCEMENT),
    ("D07", "派出所", Platform.ORDER),
    ("D09", "司法所", Platform.ORDER),
    ("D10", "人社服务站", Platform.SERVICE),
    ("D29", "职工服务站", Platform.PARTY),
)
STREETS = ("990102001", "990102003", "990103001", "990121100", "990171001")
GRADES = (Grade.GOOD, Grade.GOOD, Grade.FAIR, Grade.GOOD, Grade.POOR)
WHY = {
    Grade.GOOD: "随叫随到，联合检查按时参加。",
    Grade.FAIR: "日常配合较好，夜间响应偏慢。",
    Grade.POOR: "两次联合执法未到场，已商请部门改进。",
}
# Nobody entered anybody for these: their gaps have to be found.
WITHOUT_ROSTER = {"D30", "S990121200"}
OPEN_DAY = ("D16", 9)  # and one day of the water department is left open


def load_standby(areas: dict[str, Area], departments: dict[str, Department], on: date) -> dict[str, int]:
    """Answers how many rows of each kind there are. What is there already stays as it is."""
    if not StationedUnit.objects.exists():
        _station(areas, departments, on)
    if not OnCall.objects.exists():
        OnCall.objects.bulk_create(_on_call(departments, on), batch_size=500)
    return {"stationed units": StationedUnit.objects.count(), "days on call": OnCall.objects.count()}


def _station(areas: dict[str, Area], departments: dict[str, Department], on: date) -> None:
    units = [
        StationedUnit(
            department=departments[code], street=areas[street], name=f"{areas[street].name}{name}", platform=platform,
            leader_name=f"唐测试{row:02}{column}", office_phone=f"12345转9{row}{column}", headcount=4 + column,
            since=ESTABLISHED,
        )
        for row, street in enumerate(STREETS, 1)
        for column, (code, name, platform) in enumerate(SENT, 1)
    ]  # fmt: skip
    StationedUnit.objects.bulk_create(units)
    StreetEvaluation.objects.bulk_create(
        _evaluation(unit, GRADES[number % len(GRADES)], last)
        for number, unit in enumerate(units) for last in (_quarter_before(on), _quarter_before(on - timedelta(days=91)))
    )  # fmt: skip


def _evaluation(unit: StationedUnit, grade: Grade, day: date) -> StreetEvaluation:
    year, quarter = quarter_of(day)
    at = datetime.combine(day, time(16, 0), CITY_TIME)
    return StreetEvaluation(
        unit=unit, year=year, quarter=quarter, grade=grade, text=WHY[grade], at=at, by_name="街道（演示）"
    )


def _quarter_before(on: date) -> date:
    """The last day of the quarter before that of the day."""
    return date(on.year, (on.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)


def _on_call(departments: dict[str, Department], on: date) -> Iterator[OnCall]:
    monday = rosters.week_of(on)[0]
    units = [unit for unit in departments.values() if unit.code not in WITHOUT_ROSTER | {PLACEHOLDER_CODE}]
    for number, unit in enumerate(units, 1):
        for n in range(14):
            if (unit.code, n) != OPEN_DAY:
                yield OnCall(
                    department=unit, day=monday + timedelta(days=n),
                    leader_name=f"许测试{number:02}{n % 5 + 1}", leader_phone=f"12345转60{number:02}",
                    officer_name=f"何测试{number:02}{n % 7 + 1}", officer_phone=f"12345转50{number:02}",
                )  # fmt: skip
