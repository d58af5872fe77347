"""What the API calls the refusals of a step: the codes of the rules themselves, which programs may rely on."""

from django.utils.translation import gettext_lazy as _

from core.api.catalogue import CATALOGUE, declare

SECOND = ("wrong_state", "changed")  # somebody was there before
# The order as it stands does not admit the step. What is wrong with a value is told at its field (400) instead.
OBSTACLES = (
    "arbitration_only", "assists_open", "awarded", "call_first", "channel", "checked", "contact_first", "critical",
    "ended_by_law", "endorsed", "exhausted", "in_time", "merged_on", "no_danger", "no_due", "no_lead", "no_opinion",
    "no_proposal", "no_record", "no_rework_due", "nobody_to_call", "not_an_appeal", "not_calling_time",
    "not_excluded", "not_needed", "not_proposed", "not_the_signer", "not_yours", "nothing_asked", "objected",
    "office_decides", "open_already", "open_matters", "recused", "registered", "reopen_window_closed",
    "return_locked", "return_window_closed", "rounds_used", "same_day", "second_person", "too_early", "too_late",
    "too_late_to_undo", "too_often", "unchecked", "undecided", "urgent", "verify_first", "whistle_open",
)  # fmt: skip


def declare_all() -> None:
    forbidden, conflict = CATALOGUE["permission_denied"], CATALOGUE["conflict"]
    declare("not_permitted", forbidden.status, forbidden.title, forbidden.remedy)
    for code in SECOND:
        declare(code, conflict.status, CATALOGUE["precondition_failed"].title, conflict.remedy)
    declare("no_limit", conflict.status, conflict.title, _("Ask the office administrator to add the time limit."))
    for code in OBSTACLES:
        declare(code, conflict.status, conflict.title, _("Ask for the actions of the order: they say what is open."))
