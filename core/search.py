"""Text as it is searched: folded so that what people type is found however it was written."""

import unicodedata


def folded(text: str) -> str:
    """Full-width forms, case and spaces do not matter: １２３ finds 123."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def searchable(*texts: str) -> str:
    return " ".join(folded(text) for text in texts if text)
