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
from partyorgs.models.elections import TermElection
from partyorgs.models.grants import Recusal, RoleGrant
from partyorgs.models.health import HealthCheck, HealthItem, HealthRound, HealthScore, HealthTemplate
from partyorgs.models.party import PartyOrganization
from partyorgs.models.posts import Post
from partyorgs.models.rectification import RectificationCase, RectificationMeasure
from partyorgs.models.rosters import OnCall
from partyorgs.models.seats import FormerSeat
from partyorgs.models.stationed import StationedUnit, StreetEvaluation
from partyorgs.models.trades import Trade, TradeCoverage
from partyorgs.models.training import TrainingPlan, TrainingSession

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
    "FormerSeat",
    "HealthCheck",
    "HealthItem",
    "HealthRound",
    "HealthScore",
    "HealthTemplate",
    "MechanismRule",
    "MemberDepartment",
    "OnCall",
    "PartyOrganization",
    "Post",
    "RectificationCase",
    "RectificationMeasure",
    "Recusal",
    "RoleGrant",
    "SpecialWorkingGroup",
    "StationedUnit",
    "StreetEvaluation",
    "TermElection",
    "Trade",
    "TradeCoverage",
    "TrainingPlan",
    "TrainingSession",
]
