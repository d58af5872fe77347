"""Takes the figures of a gate: counts unit by unit, then freezes.

What is counted of a unit is kept at once, so a worker that is killed loses a chunk and no more, and whoever goes on
skips what is there. The figures are made of the kept counts alone: who counted, how many they were and in what order
leaves no trace in the bytes.
"""

import json
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from core import jobs, ledger
from core.actors import SYSTEM
from core.models import Job
from partyorgs.models import Department
from reports import cycle
from reports.counting import tallies_of
from reports.models import AssessmentResult, AssessmentTally
from reports.snapshots import Frame, content_of, digest, tally_text

CHUNK = 16  # units one scan counts: fewer scans are faster, more of them move the bar and lose less


def roll_up(job: Job) -> None:
    """Do the work of a claimed job to its end, or stop where it was asked to."""
    result = AssessmentResult.objects.get(job=job)
    frame = frame_from(result)
    waiting = uncounted(result, frame)
    done = len(frame.units) - len(waiting)
    for start in range(0, len(waiting), CHUNK):
        if jobs.cancel_requested(job):
            discard(job, result)
            return
        chunk = waiting[start : start + CHUNK]
        count(result, frame, chunk)
        done += len(chunk)
        jobs.progress(job, done=done, ok=done)
    freeze(result, frame)
    jobs.finish(job, result={"assessment": result.pk})


def uncounted(result: AssessmentResult, frame: Frame) -> list[str]:
    counted = set(result.tallies.order_by().values_list("department__code", flat=True))
    return [unit.code for unit in frame.units if unit.code not in counted]


def count(result: AssessmentResult, frame: Frame, codes: Sequence[str]) -> None:
    """Keep the counts of these units. Whoever was first is believed: a second count changes nothing."""
    units = dict(Department.objects.filter(code__in=codes).order_by().values_list("pk", "code"))
    tallies = tallies_of(units, frame.period)
    AssessmentTally.objects.bulk_create(
        [
            AssessmentTally(result=result, department_id=department_id, content=tally_text(tally))
            for department_id, tally in tallies.items()
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def freeze(result: AssessmentResult, frame: Frame) -> None:
    """Write the figures once. A second worker finds them written."""
    result = AssessmentResult.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=result.pk)
    if result.frozen_at:
        return
    kept = dict(result.tallies.order_by().values_list("department__code", "content"))
    result.content = content_of(frame, kept)
    result.content_hash = digest(result.content)
    result.frozen_at = timezone.now()
    result.save(update_fields=["content", "content_hash", "frozen_at"])
    cycle.settle(result, frame.period)
    ledger.record(
        result.cycle, "assessment.freeze", by=SYSTEM, at=result.frozen_at, gate=result.gate, hash=result.content_hash
    )  # fmt: skip


@transaction.atomic
def discard(job: Job, result: AssessmentResult) -> None:
    jobs.stop(job)
    result.delete()


def frame_from(result: AssessmentResult) -> Frame:
    return Frame.from_json(json.loads(result.frame))
