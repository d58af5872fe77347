"""Text as it is searched: folded so that what people type is found however it was written."""

import unicodedata

from django.db.models import Q

LONGEST_QUESTION = 100  # characters; each word of it is a condition the database has to check


def folded(text: str) -> str:
    """Full-width forms, case and spaces do not matter: １２３ finds 123."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def searchable(*texts: str) -> str:
    return " ".join(folded(text) for text in texts if text)


def holding(column: str, question: str) -> Q:
    """Rows whose searchable column holds every word of the question."""
    return Q(*((f"{column}__contains", word) for word in folded(question).split()))
