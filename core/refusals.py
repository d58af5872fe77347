"""How a rule says no: which field, why, and what to do about it. Form, API and import row print the same words."""

from collections.abc import Iterable


class Refusal(Exception):
    """`code` is stable and for machines; `detail` and `remedy` are sentences in the reader's language."""

    def __init__(self, *, field: str, code: str, detail: str, remedy: str) -> None:
        super().__init__(detail)
        self.field = field
        self.code = code
        self.detail = detail
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.detail} {self.remedy}"


class Refusals(Exception):
    """Everything a rule has against it, at once: nobody should have to send a thing five times to learn five faults."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__("; ".join(str(refusal) for refusal in self.refusals))
