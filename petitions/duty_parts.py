"""What the work adds to the pages of the duty lists: how an item is used, what a revision would change."""

from django.utils import timezone

from core.actors import Actor
from partyorgs import page_parts
from partyorgs.models import DutyItem, DutyRevision
from partyorgs.page_parts import Part
from petitions import catalogue, dutyuse
from petitions.permissions import may_see_duties


def register() -> None:
    page_parts.add(page_parts.DUTY, use_of)
    page_parts.add(page_parts.REVISION, trial_of)


def use_of(actor: Actor, item: DutyItem) -> Part | None:
    """Only of items that petitions are dispatched by."""
    lists, now = catalogue.load(), timezone.now()
    category_ids = dutyuse.categories_of(item.code, lists, timezone.localdate(now))
    if not (may_see_duties(actor) and category_ids):
        return None
    uses = dutyuse.by_category(at=now, among=category_ids)
    data = {"use": dutyuse.total(uses, category_ids), "sorts": [lists.categories[pk] for pk in category_ids]}
    return Part("petitions/_duty_use.html", data)


def trial_of(actor: Actor, revision: DutyRevision) -> Part | None:
    """先算后签: whoever reads the revision reads what it would do."""
    if not may_see_duties(actor):
        return None
    return Part("petitions/_revision_trial.html", revision.trials.order_by("-at", "-id").first())
