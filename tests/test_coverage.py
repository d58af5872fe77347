"""docs/coverage.md claims nothing that cannot be opened."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import NoReverseMatch, reverse

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "coverage.md").read_text()
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in TEXT.splitlines()
    if re.match(r"\| S\d-\d\d", line)
]
SUBJECTS = set(re.findall(r"“(.+?)”", TEXT.split("The subjects:")[1].split("\n")[0]))


def claims():
    return [(row[0], claim) for row in ROWS for claim in re.findall(r"`(\w+:[^`]+)`", row[3])]


@cache
def functions_of(path):
    return {node.name for node in ast.walk(ast.parse((ROOT / path).read_text())) if isinstance(node, ast.FunctionDef)}


def exists(claim):
    kind, _, name = claim.partition(":")
    if kind == "test":
        path, _, function = name.partition("::")
        return (ROOT / path).is_file() and function in functions_of(path)
    if kind == "command":
        return name in get_commands()
    try:
        return kind == "page" and bool(reverse(name))
    except NoReverseMatch:
        return False


def test_every_core_capability_has_one_line():
    ids = [row[0] for row in ROWS]

    assert len(ids) == len(set(ids)) == 141


@pytest.mark.parametrize(("id", "claim"), claims())
def test_what_is_named_can_be_opened(id, claim):
    assert exists(claim)


def test_what_is_not_complete_names_the_subject_that_completes_it():
    open_ends = [row[0] for row in ROWS if row[4].rstrip(" |") not in SUBJECTS | {""}]
    unclaimed = [row[0] for row in ROWS if not row[3] and not row[4].rstrip(" |")]

    assert (open_ends, unclaimed) == ([], [])


def test_a_false_claim_is_noticed():
    assert not exists("test:tests/test_coverage.py::test_that_is_not_there")
    assert not exists("page:petitions:nowhere")
    assert not exists("command:nothing")
