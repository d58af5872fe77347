"""Every template compiles, is used by somebody, and obeys the content policy."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.template.loader import get_template

FOLDER = settings.BASE_DIR / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.*") if path.is_file())

# Asked for by Django itself, by name.
BY_FRAMEWORK = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html", "registration/login.html"}

INLINE = re.compile(r"""<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=["']|href=["']javascript:""", re.IGNORECASE)


def _sources():
    ours = [app.path for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR]
    for folder in ours:
        yield from Path(folder).rglob("*.py")
    yield from FOLDER.rglob("*.html")


def _overrides_another_app(name):
    return any((Path(app.path) / "templates" / name).exists() for app in apps.get_app_configs())


@pytest.mark.parametrize("name", TEMPLATES)
def test_compiles(name):
    get_template(name)


def test_none_is_dead():
    text = "\n".join(path.read_text() for path in _sources())

    dead = [
        name
        for name in TEMPLATES
        if not re.search(rf"""["']{re.escape(name)}[#"']""", text)
        and name not in BY_FRAMEWORK
        and not _overrides_another_app(name)
    ]

    assert dead == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_keeps_the_content_policy(name):
    assert INLINE.findall((FOLDER / name).read_text()) == []
