"""Which organisations have the size and the committee that the rules want (practice §4.5). It warns, it blocks nothing.

The same limits make the warnings of one organisation (`warnings`, pure) and the list of all that have one
(`unusual`, a condition for the database).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from partyorgs.enums import PartyOrgKind
from partyorgs.models import PartyOrganization

LEAST_FULL_MEMBERS = 3  # 支部工作条例 art. 4: who has three sets up a branch
COMMITTEE_FROM = 7  # full members, ibid.
COMMITTEE_USUAL, COMMITTEE_MOST = (3, 5), 7
JOINT_UNITS_MOST = 5

BRANCHES = (PartyOrgKind.BRANCH, PartyOrgKind.GRID_BRANCH, PartyOrgKind.JOINT_BRANCH)
# Members at least and at most; the numbers for committees and general branches are practice, not law.
SIZES: dict[PartyOrgKind, tuple[int | None, int | None]] = {
    PartyOrgKind.PARTY_COMMITTEE: (100, None),
    PartyOrgKind.GENERAL_BRANCH: (50, 100),
    PartyOrgKind.BRANCH: (None, 50),
    PartyOrgKind.GRID_BRANCH: (None, 50),
}
# Whose members belong elsewhere: they are in no total.
NOT_COUNTED = (PartyOrgKind.FUNCTIONAL_BRANCH, PartyOrgKind.TEMPORARY_BRANCH, PartyOrgKind.JOINT_COMMITTEE)
TEAM_OFFICERS = 3  # 1+3+X: one branch, three officers, X volunteers


@dataclass(frozen=True, slots=True)
class Remark:
    """`field` is where it can be put right."""

    field: str
    text: str


def warnings(organization: PartyOrganization) -> list[Remark]:
    """What is unusual about an organisation by its own numbers."""
    return [
        *_size(organization),
        *_full_members(organization),
        *_committee(organization),
        *_joint(organization),
        *_members_of_others(organization),
        *_team(organization),
    ]


def unusual() -> Q:
    """Those whose numbers of members lie outside the rule."""
    found = Q(kind__in=BRANCHES[:2], full_member_count__lt=LEAST_FULL_MEMBERS)
    for kind, (least, most) in SIZES.items():
        if least is not None:
            found |= Q(kind=kind, member_count__lte=least if most is None else least - 1)
        if most is not None:
            found |= Q(kind=kind, member_count__gt=most)
    found |= Q(kind__in=BRANCHES, full_member_count__gte=COMMITTEE_FROM, committee_seats__lt=COMMITTEE_USUAL[0])
    found |= Q(kind__in=BRANCHES, committee_seats__gt=COMMITTEE_USUAL[1])
    found |= Q(kind__in=BRANCHES, full_member_count__lt=COMMITTEE_FROM, committee_seats__gt=0)
    return found | Q(kind=PartyOrgKind.JOINT_BRANCH, unit_count__gt=JOINT_UNITS_MOST)


def _size(row: PartyOrganization) -> Iterator[Remark]:
    least, most = SIZES.get(PartyOrgKind(row.kind), (None, None))
    members = row.member_count
    if members is None:
        return
    if most is None and least is not None and members <= least:
        yield Remark("member_count", _("Usually it has more than %(n)s members, or a need of its own.") % {"n": least})
    elif least is not None and most is not None and not least <= members <= most:
        said = _("Usually it has %(least)s to %(most)s members.") % {"least": least, "most": most}
        yield Remark("member_count", said)
    elif most is not None and members > most:
        yield Remark("member_count", _("Usually it has at most %(n)s members.") % {"n": most})


def _full_members(row: PartyOrganization) -> Iterator[Remark]:
    full = row.full_member_count
    if row.kind in BRANCHES[:2] and full is not None and full < LEAST_FULL_MEMBERS:
        said = _("A branch is set up with at least %(n)s full members; with fewer, join others.")
        yield Remark("full_member_count", said % {"n": LEAST_FULL_MEMBERS})


def _committee(row: PartyOrganization) -> Iterator[Remark]:
    full, seats = row.full_member_count, row.committee_seats
    if row.kind not in BRANCHES or seats is None:
        return
    least, most = COMMITTEE_USUAL
    if seats > COMMITTEE_MOST:
        yield Remark("committee_seats", _("A branch committee has at most %(n)s members.") % {"n": COMMITTEE_MOST})
    elif seats > most:
        said = _("A branch committee usually has %(least)s to %(most)s members.")
        yield Remark("committee_seats", said % {"least": least, "most": most})
    if full is None:
        return
    if full >= COMMITTEE_FROM and seats < least:
        said = _("From %(n)s full members on, a branch has a committee of %(least)s to %(most)s.")
        yield Remark("committee_seats", said % {"n": COMMITTEE_FROM, "least": least, "most": most})
    if full < COMMITTEE_FROM and seats:
        said = _("With fewer than %(n)s full members there is a secretary, and a deputy if needed, but no committee.")
        yield Remark("committee_seats", said % {"n": COMMITTEE_FROM})


def _joint(row: PartyOrganization) -> Iterator[Remark]:
    if row.kind == PartyOrgKind.JOINT_BRANCH and row.unit_count is not None and row.unit_count > JOINT_UNITS_MOST:
        yield Remark("unit_count", _("A joint branch normally joins at most %(n)s units.") % {"n": JOINT_UNITS_MOST})


def _members_of_others(row: PartyOrganization) -> Iterator[Remark]:
    if row.kind in NOT_COUNTED and row.member_count:
        yield Remark("member_count", _("Its members belong to other organisations and are in no total."))


def _team(row: PartyOrganization) -> Iterator[Remark]:
    if row.hamlet and row.officer_count is not None and row.officer_count != TEAM_OFFICERS:
        yield Remark(
            "officer_count",
            _("The team of a hamlet is one branch, %(n)s officers and volunteers.") % {"n": TEAM_OFFICERS},
        )
