"""Petitions, the orders they become, and the rules that move them."""

from petitions.models.clocks import Clock, Timed
from petitions.models.disputes import Arbitration, DutyCase, IntegrityAlert, OrderRecusal, Position
from petitions.models.duties import DutyFinding, DutyTrial
from petitions.models.handling import (
    ContactLog,
    DispatchSuggestion,
    FollowUp,
    Reply,
    ReturnRequest,
    Verification,
)
from petitions.models.joint import FactSlip, StatutoryReview, SupervisionOrder, Whistle, WhistleCall
from petitions.models.petition import IdentityDisclosure, Petition, PetitionerProfile
from petitions.models.requests import (
    AssistRequest,
    Exclusion,
    ExtensionRequest,
    FinalReply,
    MergeRecord,
    Request,
    Suspension,
)
from petitions.models.rules import Category, DispatchRule, SlaRule
from petitions.models.workorder import Assignment, WorkOrder

__all__ = [
    "Arbitration",
    "Assignment",
    "AssistRequest",
    "Category",
    "Clock",
    "ContactLog",
    "DispatchRule",
    "DispatchSuggestion",
    "DutyCase",
    "DutyFinding",
    "DutyTrial",
    "Exclusion",
    "ExtensionRequest",
    "FactSlip",
    "FinalReply",
    "FollowUp",
    "IdentityDisclosure",
    "IntegrityAlert",
    "MergeRecord",
    "OrderRecusal",
    "Petition",
    "PetitionerProfile",
    "Position",
    "Reply",
    "Request",
    "ReturnRequest",
    "SlaRule",
    "StatutoryReview",
    "SupervisionOrder",
    "Suspension",
    "Timed",
    "Verification",
    "Whistle",
    "WhistleCall",
    "WorkOrder",
]
