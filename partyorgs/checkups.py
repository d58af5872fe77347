"""党建体检: opening a round, checking an organisation, checking it again. `partyorgs.health` does the sums.

Which organisations a round is over is a condition, not a list: one founded meanwhile is checked like the others.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from core import ledger
from core.actors import Actor
from core.calendar import CITY_TIME
from core.refusals import Refusal
from grids.enums import Level
from partyorgs import health
from partyorgs.enums import Basic, HealthLevel, PartyOrgKind
from partyorgs.models import HealthCheck, HealthItem, HealthRound, HealthScore, HealthTemplate, PartyOrganization

# What has an organisation life of its own. Committees of the city, districts and streets hold the checks.
CHECKED = Q(
    kind__in=[
        PartyOrgKind.PARTY_COMMITTEE, PartyOrgKind.GENERAL_BRANCH, PartyOrgKind.BRANCH, PartyOrgKind.JOINT_BRANCH,
        PartyOrgKind.GRID_BRANCH, PartyOrgKind.INDUSTRY_COMMITTEE,
    ]
) & (Q(area=None) | Q(area__level=Level.COMMUNITY))  # fmt: skip

USUAL_TEMPLATE = "五个基本（通用）"
# The wording is the city's own and not the reader's language: it is data, to be edited in the administration.
USUAL_ITEMS: tuple[tuple[Basic, str, int], ...] = (
    (Basic.ORGANIZATION, "组织设置规范，隶属关系清楚", 5),
    (Basic.ORGANIZATION, "按期换届，手续齐全", 5),
    (Basic.ORGANIZATION, "书记、委员岗位配备齐全", 5),
    (Basic.ORGANIZATION, "网格、小区组织覆盖无空白", 5),
    (Basic.TEAM, "书记履职述职材料齐全", 7),
    (Basic.TEAM, "委员会议事记录完整", 6),
    (Basic.TEAM, "年度培训任务完成", 7),
    (Basic.ACTIVITY, "“三会一课”按计划召开", 8),
    (Basic.ACTIVITY, "主题党日每月开展", 6),
    (Basic.ACTIVITY, "组织生活会按期召开", 6),
    (Basic.SYSTEM, "基本制度上墙入册", 6),
    (Basic.SYSTEM, "党务公开及时", 7),
    (Basic.SYSTEM, "重大事项“四议两公开”", 7),
    (Basic.SUPPORT, "有固定活动场所", 7),
    (Basic.SUPPORT, "工作经费落实", 7),
    (Basic.SUPPORT, "办公条件满足需要", 6),
)


def usual_template() -> HealthTemplate:
    """The template a city starts with."""
    template, is_new = HealthTemplate.objects.get_or_create(name=USUAL_TEMPLATE)
    if is_new:
        HealthItem.objects.bulk_create(
            HealthItem(template=template, basic=basic, order=order, text=text, points=points)
            for order, (basic, text, points) in enumerate(USUAL_ITEMS, 1)
        )
    return template


@transaction.atomic
def open_round(
    *, title: str, year: int, root: PartyOrganization, due_on: date, by: Actor, at: datetime,
    template: HealthTemplate | None = None,
) -> HealthRound:  # fmt: skip
    template = template or usual_template()
    sums: dict[str, Decimal] = dict.fromkeys(Basic.values, Decimal(0))
    for basic, points in template.items.order_by("order").values_list("basic", "points"):
        sums[basic] += points
    if odd := [Basic(basic).label for basic, points in sums.items() if points != health.POINTS_A_BASIC]:
        raise Refusal(
            field="template", code="not_twenty",
            detail=_("Not twenty points: %(basics)s.") % {"basics": _(", ").join(map(str, odd))},
            remedy=_("Correct the items of the template in the administration."),
        )  # fmt: skip
    row = HealthRound.objects.create(
        title=title, year=year, root=root, template=template, due_on=due_on, opened_at=at, opened_by_name=by.name
    )
    ledger.record(row, "healthround.opened", by=by, at=at, root=root.code, due_on=due_on)
    return row


@transaction.atomic
def close_round(round_: HealthRound, *, by: Actor, at: datetime) -> HealthRound:
    """No check is added any more. Safe to repeat."""
    row = HealthRound.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    if row.closed_at is None:
        row.closed_at = at
        row.save(update_fields=["closed_at"])
        ledger.record(row, "healthround.closed", by=by, at=at)
    return row


def scope(round_: HealthRound, on: date) -> QuerySet[PartyOrganization]:
    """The organisations of a round."""
    return PartyOrganization.objects.active(on).within(round_.root.code).filter(CHECKED)


def facts(organization: PartyOrganization) -> health.Facts:
    return health.Facts(
        term_due_on=organization.term_due_on, postponed_until=organization.postponed_until,
        secretary_vacant_since=organization.secretary_vacant_since, last_activity_on=organization.last_activity_on,
    )  # fmt: skip


@transaction.atomic
def record(
    round_: HealthRound, organization: PartyOrganization, *, number: int, scores: Mapping[HealthItem, Decimal],
    by: Actor, at: datetime, prescription: str = "", rectify_by: date | None = None,
) -> HealthCheck:  # fmt: skip
    """The `number`th check of an organisation in a round: 1, then its re-checks. What is red is read from its row."""
    row = PartyOrganization.objects.select_for_update(of=("self",)).get(pk=organization.pk)
    round_ = HealthRound.objects.select_related("root", "template").get(pk=round_.pk)
    on = at.astimezone(CITY_TIME).date()
    earlier = HealthCheck.objects.filter(round=round_, organization=row)
    _must_be_open(round_, number, earlier.count())
    if not scope(round_, on).filter(pk=row.pk).exists():
        raise Refusal(
            field="", code="not_in_scope", detail=_("This organisation is not checked in this round."),
            remedy=_("Choose one from the list of the round."),
        )  # fmt: skip
    _must_be_complete(round_.template, scores)
    found = health.result(((item.basic, points) for item, points in scores.items()), health.red_items(facts(row), on))
    _must_have_prescription(found.level, prescription, rectify_by)
    earlier.update(is_last=False)
    check = HealthCheck.objects.create(
        round=round_, organization=row, number=number, points=found.points, index=found.index, level=found.level,
        red_items=[item.value for item in found.red_items], prescription=prescription, rectify_by=rectify_by,
        checked_at=at, checked_by_name=by.name,
    )  # fmt: skip
    HealthScore.objects.bulk_create(
        HealthScore(check_made=check, item=item, points=points) for item, points in scores.items()
    )
    row.stars, row.rated_on = found.stars, on
    row.save(update_fields=["stars", "rated_on"])
    told = {"round": round_.title, "number": number, "index": found.index, "level": found.level, "red": check.red_items}
    ledger.record(row, "partyorg.checked", by=by, at=at, **told)
    return check


def result_of(check: HealthCheck) -> health.Result:
    """The sums of a check again, from its points and the red items of its day."""
    scores = [(score.item.basic, score.points) for score in check.scores.select_related("item").order_by("item__order")]
    return health.result(scores, tuple(health.RedItem(item) for item in check.red_items))


def bands(round_: HealthRound, on: date) -> dict[str, int]:
    """How many organisations a round is over, how many of them were checked, how many came into which band."""
    levels = {level.value: Count("pk", filter=Q(is_last=True, level=level), distinct=True) for level in HealthLevel}
    counts = HealthCheck.objects.filter(round=round_, organization__in=scope(round_, on)).aggregate(
        checked=Count("pk", filter=Q(is_last=True)), **levels
    )
    return {"all": scope(round_, on).count(), **counts}


def _must_be_open(round_: HealthRound, number: int, there: int) -> None:
    if round_.closed_at:
        raise Refusal(
            field="", code="closed", detail=_("The round is closed."), remedy=_("Open a new one.")
        )  # fmt: skip
    if number != there + 1:
        raise Refusal(
            field="", code="second", detail=_("Somebody was faster: this check is on record already."),
            remedy=_("Load the page anew to see it."),
        )  # fmt: skip


def _must_be_complete(template: HealthTemplate, scores: Mapping[HealthItem, Decimal]) -> None:
    wanted = set(template.items.order_by("order").values_list("pk", flat=True))
    if wanted != {item.pk for item in scores}:
        raise Refusal(
            field="", code="incomplete", detail=_("Every item of the template gets its points."),
            remedy=_("Enter 0 where nothing was found."),
        )  # fmt: skip
    for item, points in scores.items():
        if not 0 <= points <= item.points:
            raise Refusal(
                field=f"item-{item.pk}", code="out_of_range",
                detail=_("“%(item)s” has at most %(points)s points.") % {"item": item.text, "points": item.points},
                remedy=_("Enter a number from 0 to that."),
            )  # fmt: skip


def _must_have_prescription(level: HealthLevel, prescription: str, rectify_by: date | None) -> None:
    if level != HealthLevel.HEALTHY and not (prescription and rectify_by):
        raise Refusal(
            field="prescription" if not prescription else "rectify_by", code="no_prescription",
            detail=_("The organisation is %(level)s.") % {"level": level.label},
            remedy=_("Write what it has to put right, and by when."),
        )  # fmt: skip


def history(organization: PartyOrganization) -> Iterable[HealthCheck]:
    """All its checks, the newest first."""
    return organization.checks.select_related("round").order_by("-checked_at", "-id")
