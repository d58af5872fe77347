"""Every text the portal shows has its Chinese."""

import re

import polib
import pytest

from config import catalogue
from config.catalogue import Message

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@pytest.fixture(scope="module")
def entries():
    return {catalogue.key(entry): entry for entry in polib.pofile(str(catalogue.CATALOGUE))}


def _chinese(entry):
    return entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr


def test_every_text_is_translated(entries):
    missing = [
        f"{places[0][0]}:{places[0][1]} {message.text!r}"
        for message, places in catalogue.messages().items()
        if message not in entries or entries[message].fuzzy or not _chinese(entries[message])
    ]

    assert missing == []


def test_no_translation_is_left_over(entries):
    assert sorted(message.text for message in entries.keys() - catalogue.messages().keys()) == []


def test_placeholders_survive_translation(entries):
    broken = [
        message.text
        for message, entry in entries.items()
        if _chinese(entry)
        and set(PLACEHOLDER.findall(_chinese(entry))) != set(PLACEHOLDER.findall(message.plural or message.text))
    ]

    assert broken == []


def test_reads_calls_in_python():
    source = """
label = _("Lan's street")
label = gettext_lazy("two " "pieces")
label = pgettext("of a lamp", "green")
label = ngettext("%(n)s order", "%(n)s orders", n)
label = _(computed)
"""

    assert [message for message, _line in catalogue.in_python(source)] == [
        Message(None, "Lan's street"),
        Message(None, "two pieces"),
        Message("of a lamp", "green"),
        Message(None, "%(n)s order", "%(n)s orders"),
    ]


def test_reads_tags_in_templates():
    source = """{% translate "Lan's (street)" %}{% translate 'say "yes"' context "polite" %}
{% include "x.html" with title=_("Hello (you)") %}{# _("not shown") #}
{% blocktranslate count n=orders trimmed %}
  {{ n }} order
{% plural %}
  {{ n }} orders
{% endblocktranslate %}"""

    assert list(catalogue.in_template(source)) == [
        (Message(None, "Lan's (street)"), 1),
        (Message("polite", 'say "yes"'), 1),
        (Message(None, "Hello (you)"), 2),
        (Message(None, "%(n)s order", "%(n)s orders"), 3),
    ]
