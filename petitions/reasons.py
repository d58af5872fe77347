"""Why a petition went where it went, as data that reads in any language."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

TEXTS = {
    "duty": gettext_noop("Category “%(category)s” is item %(duty)s “%(title)s” of the duty list."),
    "lead": gettext_noop("%(unit)s leads."),
    "territory": gettext_noop("The duty list allows the street to lead here: %(unit)s by the place."),
    "conflict": gettext_noop("%(unit)s is complained about, so the order goes to %(superior)s, which supervises it."),
    "conflict_unresolved": gettext_noop(
        "%(unit)s is complained about and has no other superior: a dispatcher decides."
    ),
    "confidential": gettext_noop("Confidential: units read the redacted text only."),
    "no_category": gettext_noop("No category was given: a dispatcher chooses one."),
    "guidance_only": gettext_noop("“%(category)s” is answered with guidance and never dispatched."),
    "no_rule": gettext_noop("The dispatch catalogue has no rule for “%(category)s” here and today."),
    "no_duty": gettext_noop(
        "No duty is in force for “%(category)s”: item %(duty)s “%(title)s” ended on %(since)s and none has followed it."
    ),
    "several_lead": gettext_noop("Items %(duties)s give “%(category)s” to different units: %(units)s."),
    "unit_gone": gettext_noop("Item %(duty)s gives “%(category)s” to %(unit)s, which no longer exists."),
    "solved_elsewhere": gettext_noop(
        "The list gives “%(category)s” to %(lead)s, but %(count)s cases were solved by other units: %(units)s."
    ),
    "awarded_elsewhere": gettext_noop(
        "The list gives “%(category)s” to %(lead)s; awards in %(count)s disputes gave it to %(units)s."
    ),
    "not_in_use": gettext_noop("The category is no longer in use."),
    "place_needed": gettext_noop("The street of the place would lead, but the place is not known."),
    "grassroots_guard": gettext_noop("%(unit)s would lead, but the duty list does not give this matter to a street."),
    "possible_duplicate": gettext_noop("May be the same matter as %(orders)s: a dispatcher merges it or gives it out."),
    "refused": gettext_noop("Automatic dispatch was refused: %(text)s"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """A code of TEXTS and what fills its blanks."""

    code: str
    values: tuple[tuple[str, str], ...] = ()

    def __init__(self, code: str, **values: str) -> None:
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "values", tuple(sorted(values.items())))

    def __str__(self) -> str:
        return _(TEXTS[self.code]) % dict(self.values)

    def as_json(self) -> list[Any]:
        return [self.code, dict(self.values)]


def from_json(stored: list[Any]) -> list[Reason]:
    """The reasons of a stored decision. A code that no longer exists is left out."""
    return [Reason(code, **values) for code, values in stored if code in TEXTS]
