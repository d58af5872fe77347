"""Which texts the portal shows, read from the sources themselves; the message catalogue is held to this list."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import polib
from django.utils.translation.template import templatize

HOUSE = Path(__file__).resolve().parent.parent
CATALOGUE = HOUSE / "config" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
FLOORS = ("config", "reports", "projects", "petitions", "partyorgs", "grids", "core")

# name of the call: which of its arguments are context, text, plural
CALLS: dict[str, tuple[int | None, int, int | None]] = {"_": (None, 0, None)}
for lazy in ("", "_lazy"):
    CALLS |= {
        f"gettext{lazy}": (None, 0, None),
        f"pgettext{lazy}": (0, 1, None),
        f"ngettext{lazy}": (None, 0, 1),
        f"npgettext{lazy}": (0, 1, 2),
    }
CALLS["gettext_noop"] = (None, 0, None)

LITERAL = r"""u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
IN_TEMPLATE = re.compile(rf"\b(_|n?p?gettext)\(\s*((?:{LITERAL}\s*,?\s*)+)")


class Message(NamedTuple):
    context: str | None
    text: str
    plural: str | None = None


def messages() -> dict[Message, list[tuple[str, int]]]:
    """Every text the portal can show, with the places (file, line) that show it."""
    found: dict[Message, list[tuple[str, int]]] = {}
    for path, read in _sources():
        for message, line in read(path.read_text()):
            found.setdefault(message, []).append((path.relative_to(HOUSE).as_posix(), line))
    return found


def in_python(source: str) -> Iterator[tuple[Message, int]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (places := CALLS.get(_name(node.func))):
            texts = [_literal(argument) for argument in node.args]
            if message := _message(places, texts):
                yield message, node.lineno


def in_template(source: str) -> Iterator[tuple[Message, int]]:
    code = templatize(source)
    for call in IN_TEMPLATE.finditer(code):
        texts = ast.literal_eval(f"[{call[2]}]")
        if message := _message(CALLS[call[1]], texts):
            yield message, code.count("\n", 0, call.start()) + 1


def update(catalogue: polib.POFile) -> tuple[int, int]:
    """Add what the sources show and drop what they no longer do; returns how many of each."""
    shown = messages()
    known = {key(entry): entry for entry in catalogue}
    for message, entry in known.items():
        if message not in shown:
            catalogue.remove(entry)
    for message, places in shown.items():
        entry = known.get(message) or _add(catalogue, message)
        entry.occurrences = [(file, "") for file in sorted({file for file, _line in places})]
    catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    return len(shown.keys() - known.keys()), len(known.keys() - shown.keys())


def key(entry: polib.POEntry) -> Message:
    return Message(entry.msgctxt, entry.msgid, entry.msgid_plural or None)


def _add(catalogue: polib.POFile, message: Message) -> polib.POEntry:
    entry = polib.POEntry(msgctxt=message.context, msgid=message.text, msgid_plural=message.plural or "")
    if message.plural:
        entry.msgstr_plural = {0: ""}  # Chinese has one form
    if re.search(r"%(?:\(\w+\))?[sd]", message.text):
        entry.flags.append("python-format")
    catalogue.append(entry)
    return entry


def _sources() -> Iterator[tuple[Path, Callable[[str], Iterator[tuple[Message, int]]]]]:
    for floor in FLOORS:
        for path in sorted((HOUSE / floor).rglob("*.py")):
            yield path, in_python
    for path in sorted((HOUSE / "templates").rglob("*.*")):
        if path.is_file():
            yield path, in_template


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _literal(argument: ast.expr) -> str | None:
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None


def _message(places: tuple[int | None, int, int | None], texts: list[str | None]) -> Message | None:
    context, text, plural = (texts[place] if place is not None and place < len(texts) else None for place in places)
    return Message(context, text, plural) if text else None
