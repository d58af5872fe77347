"""The codes of the errors the API knows. A code is stable: clients may rely on it; /api/problems/<code> explains it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Kind:
    status: int
    title: Any  # translated when read
    remedy: Any


CATALOGUE: dict[str, Kind] = {
    "invalid_input": Kind(
        400,
        _("The request holds values that cannot be accepted"),
        _("Correct the fields named in errors and send the request again."),
    ),
    "malformed": Kind(
        400,
        _("The request cannot be read"),
        _("Send valid JSON in UTF-8 with Content-Type: application/json."),
    ),
    "idempotency_key_required": Kind(
        400,
        _("The Idempotency-Key header is missing"),
        _(
            "Send a header Idempotency-Key with a value that you use for this one request only, a UUID for "
            "example, and repeat it when you repeat the request."
        ),
    ),
    "idempotency_key_invalid": Kind(
        400,
        _("The Idempotency-Key header cannot be accepted"),
        _("Send 1 to 255 printable ASCII characters, a UUID for example."),
    ),
    "not_authenticated": Kind(
        401,
        _("No valid key was sent"),
        _("Send the header Authorization: Bearer with your API key."),
    ),
    "key_not_valid": Kind(
        401,
        _("The key is not valid"),
        _(
            "Check that the key is complete, not expired or revoked, and used from an allowed network. An "
            "administrator can issue a new one."
        ),
    ),
    "permission_denied": Kind(
        403,
        _("This is not permitted"),
        _("Ask the office which role allows it."),
    ),
    "scope_missing": Kind(
        403,
        _("The key lacks a scope"),
        _("Ask an administrator for a key with this scope."),
    ),
    "not_found": Kind(
        404,
        _("It does not exist, or you may not see it"),
        _("Check the address and the number in it against /api/docs/."),
    ),
    "method_not_allowed": Kind(
        405,
        _("The method is not offered here"),
        _("Use one of the methods named in the Allow header."),
    ),
    "not_acceptable": Kind(
        406,
        _("The wanted format is not offered"),
        _("Send Accept: application/json, or no Accept header."),
    ),
    "conflict": Kind(
        409,
        _("It is not possible as things stand"),
        _("Read the current state and decide again."),
    ),
    "request_in_flight": Kind(
        409,
        _("The same request is still being worked on"),
        _("Repeat it after the seconds named in Retry-After, with the same Idempotency-Key."),
    ),
    "precondition_failed": Kind(
        412,
        _("Somebody changed it meanwhile"),
        _("Read it again and repeat the change with the new ETag in If-Match."),
    ),
    "too_large": Kind(
        413,
        _("The request is too large"),
        _("Send it in several smaller requests."),
    ),
    "unsupported_media_type": Kind(
        415,
        _("The format of the body is not understood"),
        _("Send JSON with Content-Type: application/json."),
    ),
    "idempotency_key_reused": Kind(
        422,
        _("The Idempotency-Key belongs to another request"),
        _("Use a new Idempotency-Key for a new request; repeat a key only with exactly the same request."),
    ),
    "precondition_required": Kind(
        428,
        _("The If-Match header is missing"),
        _("Read it first and send its ETag in If-Match, so that nobody's change is overwritten."),
    ),
    "throttled": Kind(
        429,
        _("Too many requests"),
        _("Wait the seconds named in Retry-After. An administrator can raise the limit of a key."),
    ),
    "internal_error": Kind(
        500,
        _("Something failed on our side"),
        _("Repeat the request; if it fails again, tell the administrator the request_id."),
    ),
    "unavailable": Kind(
        503,
        _("The service is busy"),
        _("Repeat the request after the seconds named in Retry-After, with the same Idempotency-Key."),
    ),
}


def declare(code: str, status: int, title: Any, remedy: Any) -> None:
    """Add a code of an app to the catalogue, when its API module loads. A Refusal with this code gets its status."""
    CATALOGUE[code] = Kind(status, title, remedy)
