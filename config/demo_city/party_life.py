"""What happens in the party tree: elections, a round of health checks, a rectification, trades, training.

The conditions of practice §8.2: H1 and its sister H2, whose secretary post is vacant; one case that is being tracked.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from core.actors import Actor, Grant
from core.calendar import CITY_TIME
from grids.enums import Level
from grids.models import Area
from partyorgs import checkups, rectification
from partyorgs.enums import (
    DutyLevel,
    ElectionTiming,
    PartyOrgKind,
    RectificationStep,
    TrainingProgramme,
    TrainingSetting,
)
from partyorgs.models import (
    HealthCheck,
    PartyOrganization,
    RectificationCase,
    TermElection,
    Trade,
    TradeCoverage,
    TrainingPlan,
    TrainingSession,
)

OFFICE = Actor(None, "协调办管理员", (Grant("office_admin"),))

# Points by item, in the order of the template: 18 + 16.5 + 17 + 19 + 16 = 86.5 (vector H1).
H1 = "5 5 4 4 6 5.5 5 7 5 5 6 6.5 6.5 5 6 5"
SOUND = "5 5 5 4.5 6.5 6 6.5 7.5 5.5 5.5 6 6.5 6.5 6.5 6 5.5"
PRESCRIPTION = "配齐班子，规范组织生活记录，健全工作台账。"
CHECKED = 20  # so many organisations of the round are done
TRADES = {  # units and workers by district, and whether an organisation reaches them
    "货车司机": ((42, 610, 1), (35, 480, 1), (18, 220, 1), (9, 130, 1)),
    "外卖配送": ((26, 720, 1), (24, 650, 1), (8, 140, 1), (15, 380, 1)),
    "快递": ((31, 540, 1), (28, 460, 1), (12, 150, 1), (17, 300, 1)),
    "网约车": ((12, 430, 1), (11, 390, 1), (4, 60, 0), (7, 210, 1)),
    "物业服务": ((58, 910, 1), (61, 880, 1), (14, 170, 1), (22, 340, 1)),
    "网络主播": ((9, 40, 1), (7, 30, 1), (0, 0, 0), (16, 120, 0)),
}
COMMITTEES = {"货车司机": "货运司机", "外卖配送": "外卖配送", "快递": "外卖配送", "物业服务": "物业服务"}
PLANS = (
    (TrainingProgramme.CADRES, "网格党支部书记能力提升班", DutyLevel.CITY, 120),
    (TrainingProgramme.RESERVE, "村（社区）后备干部培养班", DutyLevel.DISTRICT, 80),
    (TrainingProgramme.PRACTICAL, "乡村实用人才培育班", DutyLevel.STREET, 60),
)


def load_party_life(on: date) -> dict[str, int]:
    """Answers how many rows of each kind the city has. What is there already stays as it is."""
    communities = list(
        PartyOrganization.objects.filter(is_lead=True, area__level=Level.COMMUNITY).order_by("code")
    )  # fmt: skip
    if not TermElection.objects.exists():
        TermElection.objects.bulk_create(_elections(communities, on))
    if not HealthCheck.objects.exists():
        _check(communities, on)
    if not RectificationCase.objects.exists():
        _rectify(next(row for row in reversed(communities) if row.kind == PartyOrgKind.BRANCH), on)
    if not Trade.objects.exists():
        _count_trades(on)
    if not TrainingPlan.objects.exists():
        _train(communities, on)
    return {
        "elections": TermElection.objects.count(),
        "health checks": HealthCheck.objects.count(),
        "rectification cases": RectificationCase.objects.count(),
        "coverage of trades": TradeCoverage.objects.count(),
        "training sessions": TrainingSession.objects.count(),
    }


def _at(day: date) -> datetime:
    return datetime.combine(day, time(9), CITY_TIME)


def _elections(rows: Sequence[PartyOrganization], on: date) -> Iterator[TermElection]:
    """The last one of each community: from year to year those elected are younger and have studied longer."""
    for place, row in enumerate(rows):
        if row.last_election_on is None:
            continue
        later = row.last_election_on.year - (on.year - 5)
        yield TermElection(
            organization=row, held_on=row.last_election_on, term_years=row.term_years, timing=ElectionTiming.ON_TIME,
            seats=5, elected=5, entitled=40 + place, voted=38 + place,
            average_age=Decimal("45.6") - Decimal("0.7") * later, with_college=min(5, 2 + (later + place % 2) // 2),
            women=1 + place % 3, recorded_at=_at(on), recorded_by_name=OFFICE.name,
        )  # fmt: skip


def _check(communities: Sequence[PartyOrganization], on: date) -> None:
    """A round in progress. H2 is where the post is vacant; the others are H1 and sound ones, one beside the other."""
    round_ = checkups.open_round(
        title=f"{on.year}年度党建体检", year=on.year, root=PartyOrganization.objects.get(parent=None),
        template=checkups.usual_template(), due_on=on + timedelta(days=30), by=OFFICE,
        at=_at(on - timedelta(days=20)),
    )  # fmt: skip
    items = list(round_.template.items.order_by("order"))
    vacant_first = sorted(communities, key=lambda row: (row.secretary_vacant_since is None, row.code))
    for place, row in enumerate(vacant_first[:CHECKED]):
        is_sound = place > 1 and place % 5 != 4
        points = map(Decimal, (SOUND if is_sound else H1).split())
        checkups.record(
            round_, row, number=1, scores=dict(zip(items, points, strict=True)), by=OFFICE,
            at=_at(on - timedelta(days=1 + place % 10)), prescription="" if is_sound else PRESCRIPTION,
            rectify_by=None if is_sound else on + timedelta(days=60),
        )  # fmt: skip


def _rectify(organization: PartyOrganization, on: date) -> None:
    """Listed a year ago, accepted four months ago, tracked since."""
    steps = (
        (360, RectificationStep.LIST, {"listed_on": on - timedelta(days=360), "document": "澄组发（演示）12号"}),
        (345, RectificationStep.PLAN, {
            "plan": "建强班子，补齐制度，联建一处服务阵地。", "county_leader": "区委组织部副部长",
            "town_leader": "街道党工委副书记", "first_secretary": "第一书记（派驻）", "paired_unit": "市直结对单位",
        }),
        (340, RectificationStep.ADD_MEASURE, {
            "kind": "joint", "text": "与结对单位联建党群服务站", "due_on": on - timedelta(days=200),
        }),
        (340, RectificationStep.ADD_MEASURE, {
            "kind": "governance", "text": "与物业共治楼道环境", "due_on": on - timedelta(days=160),
        }),
    )  # fmt: skip
    case = rectification.propose(
        organization, reason="组织生活不经常，班子作用发挥不够。", by=OFFICE, at=_at(on - timedelta(days=380))
    )
    for days, step, data in steps:
        rectification.advance(case, step, by=OFFICE, at=_at(on - timedelta(days=days)), **data)
    for measure in case.measures.order_by("due_on", "id"):
        rectification.advance(
            case, RectificationStep.FINISH_MEASURE, by=OFFICE, at=_at(measure.due_on), measure=measure.pk,
            done_on=measure.due_on, result="已完成并现场查看",
        )  # fmt: skip
    accepted = on - timedelta(days=120)
    rectification.advance(
        case, RectificationStep.ACCEPT, by=OFFICE, at=_at(accepted), accepted_on=accepted,
        acceptance="班子健全，制度落实，群众评议满意。",
    )  # fmt: skip
    rectification.advance(case, RectificationStep.TRACK, by=OFFICE, at=_at(accepted + timedelta(days=1)))


def _count_trades(on: date) -> None:
    districts = list(Area.objects.filter(level=Level.DISTRICT).order_by("code"))
    committees = {
        row.name: row for row in PartyOrganization.objects.filter(kind=PartyOrgKind.INDUSTRY_COMMITTEE).order_by("code")
    }
    leads = {row.area_id: row for row in PartyOrganization.objects.filter(is_lead=True, area__in=districts)}
    for order, (name, cells) in enumerate(TRADES.items(), 1):
        trade = Trade.objects.create(name=name, order=order)
        industry = committees.get(f"澄明市{COMMITTEES.get(name)}行业党委")
        TradeCoverage.objects.bulk_create(
            TradeCoverage(
                trade=trade, district=district, units=units, workers=workers, counted_on=on - timedelta(days=45),
                organization=(industry or leads[district.pk]) if is_reached else None,
            )
            for district, (units, workers, is_reached) in zip(districts, cells, strict=True)
        )  # fmt: skip


def _train(communities: Sequence[PartyOrganization], on: date) -> None:
    for place, (programme, title, level, heads) in enumerate(PLANS):
        plan = TrainingPlan.objects.create(
            title=title, programme=programme, level=level, year=on.year, heads_planned=heads
        )
        TrainingSession.objects.bulk_create(
            TrainingSession(
                plan=plan, organization=row, held_on=on - timedelta(days=15 * number), topic="党建引领基层治理",
                setting=list(TrainingSetting)[(place + number) % 6], heads=18 + number,
            )
            for number, row in enumerate(communities[place * 3 : place * 3 + 3], 1)
        )  # fmt: skip
