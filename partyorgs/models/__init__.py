"""What is kept of who answers: units, their duties, the party tree, posts, coordination, and who holds which role."""

from partyorgs.models.coordination import AgendaItem, CoordinationMechanism, MemberDepartment, SpecialWorkingGroup
from partyorgs.models.departments import Department
from partyorgs.models.duties import DutyChange, DutyCooperation, DutyItem, DutyOpinion, DutyProposal, DutyRevision
from partyorgs.models.grants import Recusal, RoleGrant
from partyorgs.models.party import PartyOrganization
from partyorgs.models.posts import Post
from partyorgs.models.seats import FormerSeat

__all__ = [
    "AgendaItem",
    "CoordinationMechanism",
    "Department",
    "DutyChange",
    "DutyCooperation",
    "DutyItem",
    "DutyOpinion",
    "DutyProposal",
    "DutyRevision",
    "FormerSeat",
    "MemberDepartment",
    "PartyOrganization",
    "Post",
    "Recusal",
    "RoleGrant",
    "SpecialWorkingGroup",
]
