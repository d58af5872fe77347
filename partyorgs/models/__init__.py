"""What is kept of who answers: units, their duties, the party tree, posts, coordination, and who holds which role."""

from partyorgs.models.coordination import CoordinationMechanism, MemberDepartment, SpecialWorkingGroup
from partyorgs.models.departments import Department
from partyorgs.models.duties import DutyCooperation, DutyItem, DutyProposal
from partyorgs.models.grants import Recusal, RoleGrant
from partyorgs.models.party import PartyOrganization
from partyorgs.models.posts import Post

__all__ = [
    "CoordinationMechanism",
    "Department",
    "DutyCooperation",
    "DutyItem",
    "DutyProposal",
    "MemberDepartment",
    "PartyOrganization",
    "Post",
    "Recusal",
    "RoleGrant",
    "SpecialWorkingGroup",
]
