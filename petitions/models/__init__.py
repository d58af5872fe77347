"""Petitions, the orders they become, and the rules that move them."""

from petitions.models.handling import (
    ContactLog,
    DispatchSuggestion,
    FollowUp,
    Reply,
    ReturnRequest,
    Verification,
)
from petitions.models.petition import IdentityDisclosure, Petition, PetitionerProfile
from petitions.models.rules import Category, DispatchRule, SlaRule
from petitions.models.workorder import Assignment, Clock, WorkOrder

__all__ = [
    "Assignment",
    "Category",
    "Clock",
    "ContactLog",
    "DispatchRule",
    "DispatchSuggestion",
    "FollowUp",
    "IdentityDisclosure",
    "Petition",
    "PetitionerProfile",
    "Reply",
    "ReturnRequest",
    "SlaRule",
    "Verification",
    "WorkOrder",
]
