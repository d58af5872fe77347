"""Registers of what stands in places: a row is entered or corrected, and its event says what was different."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from core import ledger
from core.actors import Actor
from grids.refusals import Refused

Row = TypeVar("Row", bound=models.Model)


@transaction.atomic
def add(row: Row, *, by: Actor, at: datetime) -> Row:
    """Enter a row whose form was valid."""
    insert(row)
    ledger.record(row, _kind(row, "added"), by=by, at=at, **_said(row, [f.attname for f in row._meta.concrete_fields]))
    return row


def insert(row: models.Model) -> None:
    """Sent twice, it is entered once: a constraint of the table says that it is there."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        text = _("This has been entered already, perhaps a moment ago: look for it in the list.")
        raise Refused(text, code="exists") from error


@transaction.atomic
def change(row: Row, values: Mapping[str, Any], *, by: Actor, at: datetime) -> Row:
    """Correct the fields named, and no other: what somebody else corrected meanwhile stays."""
    row = locked(row)
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        return row
    before = _said(row, changed)
    for name, value in changed.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save(update_fields=list(changed))
    except IntegrityError as error:
        text = _("This does not go together with what is entered already: load the page anew and look.")
        raise Refused(text, code="changed") from error
    ledger.record(row, _kind(row, "changed"), by=by, at=at, before=before, after=_said(row, changed))
    return row


def locked(row: Row) -> Row:
    """The row as it is now, held against others; the ledger numbers its events under this lock."""
    return type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)


def _kind(row: models.Model, verb: str) -> str:
    return f"{row._meta.model_name}.{verb}"


def _said(row: models.Model, names: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
