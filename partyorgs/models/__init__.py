"""What is kept of who answers: units, their duties, the party tree, posts, coordination, and who holds which role."""

from partyorgs.models.coordination import (
    AgendaItem,
    Convener,
    CoordinationMechanism,
    MechanismRule,
    MemberDepartment,
    SpecialWorkingGroup,
)
from partyorgs.models.departments import Department
from partyorgs.models.duties import DutyChange, DutyCooperation, DutyItem, DutyOpinion, DutyProposal, DutyRevision
from partyorgs.models.grants import Recusal, RoleGrant
from partyorgs.models.party import PartyOrganization
from partyorgs.models.posts import Post
from partyorgs.models.rosters import OnCall
from partyorgs.models.stationed import StationedUnit, StreetEvaluation

__all__ = [
    "AgendaItem",
    "Convener",
    "CoordinationMechanism",
    "Department",
    "DutyChange",
    "DutyCooperation",
    "DutyItem",
    "DutyOpinion",
    "DutyProposal",
    "DutyRevision",
    "MechanismRule",
    "MemberDepartment",
    "OnCall",
    "PartyOrganization",
    "Post",
    "Recusal",
    "RoleGrant",
    "SpecialWorkingGroup",
    "StationedUnit",
    "StreetEvaluation",
]
