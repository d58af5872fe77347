"""Files on an order: who may see them, and the event each leaves."""

from datetime import datetime

from django.core.files.base import File
from django.db import transaction
from django.db.models import Q, QuerySet

from core import files, ledger
from core.actors import Actor
from core.models import Attachment
from petitions import confidentiality
from petitions.models import Petition, WorkOrder


def visible_to(actor: Actor, order: WorkOrder, *, at: datetime) -> QuerySet[Attachment]:
    """Files of the order, and those that came with its petitions; the latter may show who somebody is, so those of a
    confidential order stay with those who read its raw words."""
    ours = Q(subject_type=WorkOrder._meta.label_lower, subject_id=order.pk)
    if not order.is_confidential or confidentiality.may_read_raw(actor, order, at=at):
        ours |= Q(subject_type=Petition._meta.label_lower, subject_id__in=order.petitions.values("pk"))
    return Attachment.objects.filter(ours).order_by("id")


@transaction.atomic
def add(order: WorkOrder, upload: File, *, by: Actor, at: datetime) -> Attachment:
    """Keep a file with the order; with the petition, if it comes from somebody who speaks with the petitioner. Raises
    `files.FileRefused`."""
    WorkOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)  # the ledger numbers under this lock
    hears = confidentiality.may_read_raw(by, order, at=at)
    petition = order.petitions.filter(is_primary=True).first() if hears else None
    attachment = files.keep(upload, petition or order, by=by, at=at)
    is_named = petition is None or not order.is_confidential
    name = attachment.original_name if is_named else ""
    ledger.record(order, "workorder.file_added", by=by, at=at, name=name, sha256=attachment.sha256)
    return attachment
