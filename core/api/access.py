"""Who calls the API, and what the key they hold is good for."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from core import clients
from core.actors import Actor
from core.api.problems import Problem
from core.models import ApiKey


@dataclass(frozen=True, slots=True)
class ApiPrincipal:
    """A client in the place where views look for a user. It is nobody's account and holds no role."""

    key: ApiKey
    is_authenticated = True
    is_anonymous = False
    is_active = True
    is_staff = False
    pk = None

    @property
    def actor(self) -> Actor:
        return Actor(id=None, name=self.key.client.name)

    def __str__(self) -> str:
        return self.key.client.name


class KeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer gk_live_…`. request.auth is the key; one query."""

    def authenticate(self, request: Request) -> tuple[ApiPrincipal, ApiKey] | None:
        scheme, _space, plain = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        now = timezone.now()
        key = clients.recognise(plain.strip(), address=address_of(request), at=now)
        if key is None:
            raise AuthenticationFailed
        clients.note_use(key, at=now)
        return ApiPrincipal(key), key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class HasScope(BasePermission):
    """A key needs the scope the view names for its action; a view that names none is closed to keys.

    A viewset says `scopes = {"list": Scope.PETITION_READ, "create": Scope.PETITION_WRITE}`; a plain view names its
    methods ("get", "post"). Logged-in staff pass: what they may do is asked by the view of the rules themselves.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user or not request.user.is_authenticated:
            return False
        method = (request.method or "").lower()
        if request.auth is None or method == "options" or not hasattr(view, method):
            return True  # what the view does not offer is answered with 405, not 403
        scope = getattr(view, "scopes", {}).get(getattr(view, "action", None) or method)
        if scope is None or not request.auth.allows(scope):
            raise Problem("scope_missing", detail=_needs(scope))
        return True


def address_of(request: Request) -> str:
    """Where the call comes from: behind our own proxies, the last address that is none of theirs."""
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    address = request.META.get("REMOTE_ADDR", "")
    while hops and address in settings.TRUSTED_PROXIES:
        address = hops.pop()
    return address


def _needs(scope: str | None) -> str:
    if scope is None:
        return _("This address is not open to API keys.")
    return _("This call needs the scope %(scope)s.") % {"scope": scope}
