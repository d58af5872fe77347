"""Training plans, their sessions, and how many heads were counted of those planned."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Coalesce

from core import ledger
from core.actors import Actor
from partyorgs.models import TrainingPlan, TrainingSession


def plans() -> QuerySet[TrainingPlan]:
    """With how many sessions were held and how many heads were counted."""
    return TrainingPlan.objects.annotate(session_count=Count("sessions"), heads=Coalesce(Sum("sessions__heads"), 0))


@transaction.atomic
def draw_up(*, by: Actor, at: datetime, **fields: Any) -> TrainingPlan:
    plan = TrainingPlan.objects.create(**fields)
    ledger.record(plan, "training.planned", by=by, at=at, **fields)
    return plan


@transaction.atomic
def hold(plan: TrainingPlan, *, by: Actor, at: datetime, **fields: Any) -> TrainingSession:
    session = TrainingSession.objects.create(plan=plan, **fields)
    told = {**fields, "organization": fields["organization"].code}
    ledger.record(session, "training.held", by=by, at=at, **told)
    return session
