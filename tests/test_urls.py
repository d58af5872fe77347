"""Every address asks who is there, unless it is listed here."""

import pytest
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.urls import URLPattern, get_resolver

# Reachable without an account, each for a reason.
PUBLIC = {
    "login": "where people log in",
    "core:set-language": "the login page has the language switch too",
}


def _patterns(resolver=None, path="", names=()):
    for entry in (resolver or get_resolver()).url_patterns:
        here = path + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield here, ":".join((*names, entry.name or "")), entry.callback
        else:
            yield from _patterns(entry, here, (*names, entry.namespace) if entry.namespace else names)


def _is_admin(name):
    """The admin site has a login of its own in front of every view."""
    return name.startswith("admin:")


def _is_api(view):
    return hasattr(view, "cls") and hasattr(view.cls, "permission_classes")


PAGES = [(path, name, view) for path, name, view in _patterns() if not _is_admin(name) and not _is_api(view)]
API = [(path, view) for path, _name, view in _patterns() if _is_api(view)]


@pytest.fixture
def stranger(rf):
    request = rf.get("/somewhere/")
    request.user = AnonymousUser()
    return request


@pytest.mark.parametrize(("path", "name", "view"), PAGES, ids=[path for path, _, _ in PAGES])
def test_page_sends_strangers_to_login(path, name, view, stranger):
    answer = LoginRequiredMiddleware(lambda request: None).process_view(stranger, view, (), {})

    if name in PUBLIC:
        assert answer is None
    else:
        assert answer.status_code == 302
        assert answer.url == "/login/?next=/somewhere/"


@pytest.mark.parametrize(("path", "view"), API, ids=[path for path, _ in API])
def test_api_refuses_strangers(path, view, stranger):
    method = next(iter(getattr(view, "actions", None) or ["get"]))
    stranger.method = method.upper()

    answer = view(stranger)

    assert answer.status_code in {401, 403}


def test_public_list_has_no_leftovers():
    assert PUBLIC.keys() <= {name for _path, name, _view in PAGES}
