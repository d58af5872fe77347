"""A run whose progress and result stand in a job row, where its bar and whoever asks later find them."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from core import jobs
from core.models import Job
from petitions.importing.rows import Reading
from petitions.importing.runs import Run, Tally

IMPORT, CHECK = "petitions.import", "petitions.check_import"


class _Cancelled(Exception):
    """Somebody asked for the end between two batches."""


def carry_out(
    job: Job,
    run: Run,
    *,
    on_fault: Callable[[Reading], None],
    on_batch: Callable[[Tally], None] = lambda tally: None,
    conclude: Callable[[Tally], dict[str, Any]] = lambda tally: {},
) -> Tally:
    """Do the work of a claimed job and end it. `conclude` tidies up and adds to the result before that is shown."""
    last = Tally()

    def report(tally: Tally) -> None:
        nonlocal last
        last = tally
        jobs.progress(job, done=tally.rows, ok=tally.new + tally.known, failed=tally.faulty)
        if jobs.cancel_requested(job):
            raise _Cancelled
        on_batch(tally)

    try:
        tally = run.go(on_fault=on_fault, on_batch=report)
        result = tally.as_json() | conclude(tally)
    except (_Cancelled, KeyboardInterrupt) as stopped:
        jobs.stop(job, result=last.as_json() | conclude(last), note=_("What was taken in until then stays."))
        if isinstance(stopped, KeyboardInterrupt):
            raise
        return last
    except jobs.NotMine:
        raise
    except Exception as error:
        jobs.fail(job, result=last.as_json(), note=_note(error))
        raise
    jobs.finish(job, result=result)
    return tally


def _note(error: Exception) -> str:
    return _("%(error)s. What was taken in until then stays; start it again when this is settled.") % {
        "error": str(error) or type(error).__name__
    }
