"""The pages of the work in the menu, and the figures beside them."""

from django.utils.translation import gettext_lazy as _

from core import calendar_edits, jobs, navigation
from core.navigation import Entry
from grids import cards, layers
from grids.cards import Section
from grids.layers import Layer
from petitions import (
    approvals,
    disclosures,
    dutytrials,
    factslips,
    findings,
    integrity,
    limits,
    places,
    queues,
    recalculation,
    supervision_steps,
    whistle_steps,
)
from petitions.importing import runs
from petitions.permissions import (
    may_import,
    may_open_arbitrations,
    may_open_desk,
    may_open_follow_ups,
    may_open_verifications,
    may_register,
    may_see_duties,
)


def register() -> None:
    # fmt: off
    navigation.register(
        Entry("petitions:workbench", _("My workbench"), order=10, count="waiting", keys="KeyG KeyW"),
        Entry("petitions:orders", _("Work orders"), order=20, keys="KeyG KeyL"),
        Entry("petitions:register", _("Register a petition"), order=30, may=may_register, keys="KeyG KeyR"),
        Entry("petitions:desk", _("Dispatch desk"), order=40, may=may_open_desk, count="desk", keys="KeyG KeyD"),
        Entry("petitions:verifications", _("Verification"), order=50, may=may_open_verifications, count="verifying",
              keys="KeyG KeyV"),
        Entry("petitions:follow-ups", _("Follow-ups"), order=60, may=may_open_follow_ups, count="follow_up",
              keys="KeyG KeyH"),
        Entry("petitions:approvals", _("To be decided"), order=61, may=approvals.may_open),
        Entry("petitions:arbitrations", _("Arbitration"), order=62, may=may_open_arbitrations, count="arbitrating"),
        Entry("petitions:suspensions", _("Suspended orders"), order=63),
        Entry("petitions:hops", _("From hand to hand"), order=64),
        Entry("petitions:whistles", _("Whistles"), order=65, may=whistle_steps.may_open),
        Entry("petitions:supervisions", _("Supervision"), order=68, may=supervision_steps.may_open),
        Entry("petitions:imports", _("Import petitions"), order=70, may=may_import, keys="KeyG KeyI"),
        Entry("petitions:slips", _("Fact slips"), order=80, may=factslips.may_open),
        Entry("petitions:duty-matrix", _("Duty matrix"), section="duties", order=30, may=may_see_duties),
        Entry("petitions:duty-findings", _("Gaps and overlaps"), section="duties", order=40, may=may_see_duties),
        Entry("petitions:duty-trials", _("Tried duty lists"), section="duties", order=50, may=may_see_duties),
        Entry("petitions:disclosures", _("Views of identities"), section="system", order=200,
              may=disclosures.may_read_log),
        Entry("petitions:recusals", _("Recusals"), section="system", order=210),
        Entry("petitions:integrity", _("Integrity alerts"), section="system", order=220, may=integrity.may_open),
        Entry("petitions:calendar", _("Working calendar"), section="system", order=10, may=limits.may_see),
        Entry("petitions:limits", _("Time limits"), section="system", order=20, may=limits.may_see),
    )
    # fmt: on
    layers.register(
        Layer("open", _("Open orders"), places.open_orders, places.open_address, moment="registered_at", order=10),
        Layer("overdue", _("Overdue"), places.overdue_orders, places.overdue_address, moment="registered_at", order=20),
    )
    cards.register(Section(_("Orders"), "petitions/_place_orders.html", places.figures, order=15))
    jobs.entitle(runs.CHECK, _("Check of a file of petitions"))
    jobs.entitle(runs.IMPORT, _("Import of a file of petitions"))
    jobs.entitle(recalculation.JOB, _("Clocks after a change of the calendar"))
    jobs.entitle(dutytrials.JOB, _("Trial of a duty list"))
    jobs.entitle(findings.JOB, _("Search for gaps and overlaps"))
    navigation.counts(queues.counts)
    navigation.calendar("petitions:calendar", may=calendar_edits.may_edit)
    navigation.search("petitions:orders")
    navigation.places("petitions:orders", param="place")
