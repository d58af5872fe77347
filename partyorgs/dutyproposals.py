"""Proposals for the duty lists: anybody who works here makes them, and the office answers every one.

A proposal that is taken up waits in a revision and is adopted when that is approved (`enactment`).
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import ledger
from core.actors import Actor
from partyorgs.enums import DutyProposalState, RevisionState
from partyorgs.models import DutyItem, DutyProposal, DutyRevision
from partyorgs.revisions import NotRevised, locked

PROPOSED, FILED = "dutyproposal.propose", "dutyproposal.file_under"
TAKEN_UP, REJECTED = "dutyproposal.take_up", "dutyproposal.reject"


@transaction.atomic
def propose(duty: DutyItem | None, *, text: str, occasion: str, by: Actor, at: datetime) -> DutyProposal:
    """`duty` is none where an item is missing from every list."""
    proposal = DutyProposal.objects.create(duty=duty, text=text, occasion=occasion, at=at, by_name=by.name)
    ledger.record(proposal, PROPOSED, by=by, at=at, code=duty.code if duty else "", text=text, occasion=occasion)
    return proposal


@transaction.atomic
def file_under(proposal: DutyProposal, duty: DutyItem, *, by: Actor, at: datetime) -> DutyProposal:
    """Which item it speaks of, where whoever proposed it did not say, as an award does not."""
    proposal = _open(proposal)
    proposal.duty = duty
    proposal.save(update_fields=["duty"])
    ledger.record(proposal, FILED, by=by, at=at, code=duty.code)
    return proposal


@transaction.atomic
def take_up(proposal: DutyProposal, revision: DutyRevision, *, by: Actor, at: datetime) -> DutyProposal:
    """Into a revision that is being drafted; its lines are written there."""
    revision = locked(revision, RevisionState.DRAFT)
    proposal = _open(proposal)
    proposal.revision = revision
    proposal.save(update_fields=["revision"])
    ledger.record(proposal, TAKEN_UP, by=by, at=at, revision=revision.pk, title=revision.title)
    return proposal


@transaction.atomic
def reject(proposal: DutyProposal, *, answer: str, by: Actor, at: datetime) -> DutyProposal:
    if not answer.strip():
        raise NotRevised(
            _("Say why it is not adopted: whoever proposed it reads this."), code="required", field="answer"
        )
    proposal = _open(proposal)
    proposal.state, proposal.answer, proposal.revision = DutyProposalState.REJECTED, answer.strip(), None
    proposal.save(update_fields=["state", "answer", "revision"])
    ledger.record(proposal, REJECTED, by=by, at=at, answer=proposal.answer)
    return proposal


def _open(proposal: DutyProposal) -> DutyProposal:
    current = DutyProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if current.state != DutyProposalState.OPEN:
        raise NotRevised(_("This proposal has been answered already."), code="answered")
    return current
