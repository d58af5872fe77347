"""Doing a request once, however often it is sent.

A claim is written before the work, the answer in the transaction of the work. So a repeated request finds the claim
(409: still being worked on), or the answer (the same once more), or, when the work failed, nothing: then it may try.
A server that dies in the middle leaves a claim that ends by itself after LEASE.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.problems import Problem
from core.enums import IdempotencyState
from core.models import IdempotencyRecord

LEASE = timedelta(seconds=60)  # longer than the web server lets a request run
KEPT_FOR = timedelta(hours=24)
HEADER = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description=_("A value you use for this one request, a UUID for example. Repeat it when you repeat the request."),
    pattern=r"^[!-~]{1,255}$",
)

Handler = Callable[..., HttpResponse]


def idempotent(handler: Handler) -> Handler:
    """Decorate the method of a view that must be done once. Its whole work becomes one transaction."""

    @extend_schema(parameters=[HEADER])
    @wraps(handler)
    def once(view: Any, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        claim, earlier = _claim(_asked(request))
        if earlier:
            return _again(earlier)
        try:
            return _work(claim, lambda: handler(view, request, *args, **kwargs))
        except Exception:
            _give_up(claim)
            raise

    return once


def forget_old(*, at: datetime) -> int:
    """Drop answers nobody may ask for any more."""
    deleted, _models = IdempotencyRecord.objects.filter(created_at__lt=at - KEPT_FOR).delete()
    return deleted


def _asked(request: Request) -> IdempotencyRecord:
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        raise Problem("idempotency_key_required")
    if not re.fullmatch(r"[!-~]{1,255}", key):
        raise Problem("idempotency_key_invalid")
    return IdempotencyRecord(
        caller=f"client:{request.auth.client_id}" if request.auth else f"user:{request.user.pk}",
        key=key,
        method=request.method or "",
        path=request.path[:255],
        body_sha256=hashlib.sha256(request.body).hexdigest(),
        created_at=timezone.now(),
    )


def _claim(asked: IdempotencyRecord) -> tuple[IdempotencyRecord, IdempotencyRecord | None]:
    """The claim of this request, or the record of the one that came before it."""
    try:
        with transaction.atomic():
            asked.save(force_insert=True)
    except IntegrityError:
        earlier = IdempotencyRecord.objects.get(caller=asked.caller, key=asked.key)
        if not _same_request(asked, earlier):
            raise Problem("idempotency_key_reused") from None
        if earlier.state == IdempotencyState.ANSWERED:
            return asked, earlier
        return _taken_over(earlier, at=asked.created_at), None
    return asked, None


def _taken_over(earlier: IdempotencyRecord, *, at: datetime) -> IdempotencyRecord:
    """The claim of a request whose server died; while it may still be alive, a conflict."""
    dead = _unanswered(earlier).filter(created_at__lte=at - LEASE)
    if not dead.update(created_at=at):
        raise Problem("request_in_flight", headers={"Retry-After": "1"})
    earlier.created_at = at
    return earlier


def _work(claim: IdempotencyRecord, handle: Callable[[], HttpResponse]) -> HttpResponse:
    with transaction.atomic():
        response = handle()
        if response.status_code < 400:
            _keep(claim, response)
        else:
            transaction.set_rollback(True)
    if response.status_code >= 400:
        _give_up(claim)
    return response


def _keep(claim: IdempotencyRecord, response: HttpResponse) -> None:
    data = response.data if isinstance(response, Response) else None
    kept = _unanswered(claim).update(
        state=IdempotencyState.ANSWERED,
        status=response.status_code,
        body=JSONRenderer().render(data).decode() if data is not None else "",
        location=response.headers.get("Location", ""),
    )
    if not kept:  # we were so slow that another request took over
        raise Problem("request_in_flight", headers={"Retry-After": "1"})


def _give_up(claim: IdempotencyRecord) -> None:
    """Nothing was done, so the request may be sent again. What is answered already stays answered."""
    _unanswered(claim).delete()


def _again(record: IdempotencyRecord) -> HttpResponse:
    response = HttpResponse(record.body, status=record.status, content_type="application/json")
    response.headers["Idempotency-Replayed"] = "true"
    if record.location:
        response.headers["Location"] = record.location
    return response


def _unanswered(record: IdempotencyRecord) -> Any:
    """The record if it is still the claim we know: its moment tells one claimant from the next."""
    return IdempotencyRecord.objects.filter(
        pk=record.pk, state=IdempotencyState.IN_FLIGHT, created_at=record.created_at
    )


def _same_request(one: IdempotencyRecord, other: IdempotencyRecord) -> bool:
    return (one.method, one.path, one.body_sha256) == (other.method, other.path, other.body_sha256)
