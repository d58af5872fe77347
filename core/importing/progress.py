"""A run over a file whose progress and result stand in a job row, where its bar and whoever asks later find them."""

from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from django.utils.translation import gettext as _

from core import jobs
from core.importing.faults import Faulty
from core.models import Job


class Tally(Protocol):
    """What became of the rows so far."""

    faulty: int

    @property
    def rows(self) -> int: ...

    @property
    def good(self) -> int: ...

    def as_json(self) -> dict[str, Any]: ...


T = TypeVar("T", bound=Tally)


class Run(Protocol, Generic[T]):
    """One pass over a file, or two. `on_batch` hears of it now and then; what it raises ends the run."""

    def tally(self) -> T:
        """The count before the first row."""

    def go(self, *, on_fault: Callable[[Faulty], None], on_batch: Callable[[T], None]) -> T: ...


class _Cancelled(Exception):
    """Somebody asked for the end between two batches."""


def carry_out(
    job: Job,
    run: Run[T],
    *,
    afterwards: str,
    on_fault: Callable[[Faulty], None],
    on_batch: Callable[[T], None] = lambda tally: None,
    conclude: Callable[[T], dict[str, Any]] = lambda tally: {},
) -> T:
    """Do the work of a claimed job and end it. `conclude` tidies up and adds to the result before that is shown;
    `afterwards` says what is there when the work did not come to its end."""
    last = run.tally()

    def report(tally: T) -> None:
        nonlocal last
        last = tally
        jobs.progress(job, done=tally.rows, ok=tally.good, failed=tally.faulty)
        if jobs.cancel_requested(job):
            raise _Cancelled
        on_batch(tally)

    try:
        tally = run.go(on_fault=on_fault, on_batch=report)
        result = tally.as_json() | conclude(tally)
    except (_Cancelled, KeyboardInterrupt) as stopped:
        jobs.stop(job, result=last.as_json() | conclude(last), note=afterwards)
        if isinstance(stopped, KeyboardInterrupt):
            raise
        return last
    except jobs.NotMine:
        raise
    except Exception as error:
        jobs.fail(job, result=last.as_json(), note=_note(error, afterwards))
        raise
    jobs.finish(job, result=result)
    return tally


def _note(error: Exception, afterwards: str) -> str:
    return _("%(error)s. %(afterwards)s Start it again when this is settled.") % {
        "error": str(error) or type(error).__name__, "afterwards": afterwards,
    }  # fmt: skip
