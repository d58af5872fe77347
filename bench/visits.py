"""Opening pages: as somebody who is logged in, again and again."""

import time
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from bench.run import Run
from bench.sender import Answer, Plan, Request, send
from core.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"
WARM_UP = 10  # openings before the first that counts


class Broken(Exception):
    """A page did not open."""


def session_of(username: str) -> str:
    """The key of a new session. Logging in is not measured: hashing a password is slow on purpose."""
    user = User.objects.get(username=username)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["renewed"] = int(time.time())
    session.save()
    return session.session_key


def open_often(run: Run, path: str, session: str = "") -> list[float]:
    """Milliseconds of each opening, by one visitor who opens it again as soon as it is there."""
    answers = opened(run, path, session, times=WARM_UP + run.size.reads)
    return [answer.seconds * 1000 for answer in answers[WARM_UP:]]


def opened(run: Run, path: str, session: str = "", *, times: int, visitors: int = 1) -> list[Answer]:
    headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"} if session else {}
    answers = send(Plan(run.portal.port, [Request("GET", path, headers)] * times, visitors))
    bad = next((answer for answer in answers if answer.status != 200), None)
    if bad or len(answers) < times:
        raise Broken(f"GET {path}: {len(answers)} of {times} answered; {bad}")
    return answers
