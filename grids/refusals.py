"""Why something about a place was refused, in words for the person who tried."""

from core.refusals import Refusal


class Refused(Refusal):
    """One sentence that says why and what to do instead."""

    def __init__(self, text: str, *, code: str, field: str = "") -> None:
        super().__init__(field=field, code=code, detail=text, remedy="")

    def __str__(self) -> str:
        return self.detail
