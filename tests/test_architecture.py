"""Imports are held to the floor plan by import-linter; this holds the tables to the same plan."""

import tomllib
from pathlib import Path

from django.apps import apps
from django.conf import settings


def _floors():
    """From the top of the house to the cellar, as import-linter has them."""
    plan = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["tool"]["importlinter"]
    return next(contract["layers"] for contract in plan["contracts"] if contract["id"] == "floors")


def _references():
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and field.related_model:
                yield field, model, field.related_model


def test_every_app_of_ours_has_a_floor():
    ours = {app.name for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR}

    assert ours == set(_floors())


def test_foreign_keys_point_down():
    height = {floor: -depth for depth, floor in enumerate(_floors())}

    upward = [
        f"{field} -> {target._meta.label}"
        for field, model, target in _references()
        if _floor(model) in height and height.get(_floor(target), -len(height)) > height[_floor(model)]
    ]

    assert upward == []


def test_the_ledger_refers_to_nothing():
    """Records outlive their subjects."""
    event = apps.get_model("core", "Event")

    assert [field.name for field in event._meta.fields if field.is_relation] == []


def test_no_module_is_a_drawer():
    """A room without a noun collects everything; the missing noun is the discovery."""
    drawers = {"services.py", "helpers.py", "utils.py", "misc.py", "common.py"}
    floors = [settings.BASE_DIR / floor for floor in _floors()]

    assert [str(path) for floor in floors for path in floor.rglob("*.py") if path.name in drawers] == []


def test_no_file_is_a_scroll():
    """Six hundred lines are two files. Migrations are written by Django, and nobody reads them twice."""
    floors = [settings.BASE_DIR / floor for floor in (*_floors(), "tests", "bench")]
    files = (path for floor in floors for path in floor.rglob("*.py") if path.parent.name != "migrations")
    sizes = {path: len(path.read_text().splitlines()) for path in files}

    assert {str(path): size for path, size in sizes.items() if size > 600} == {}


def _floor(model):
    return model._meta.app_config.name
