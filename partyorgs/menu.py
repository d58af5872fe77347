"""Who answers, in the menu; and what this floor adds to the card of a place and to the directory."""

from django.utils.translation import gettext_lazy as _

from core import jobs, navigation
from core.navigation import Entry
from grids import cards, gaps
from grids.cards import Section
from grids.gaps import Gap
from partyorgs import serving
from partyorgs.importing.uploads import CHECK, IMPORT
from partyorgs.permissions import may_edit_map, may_see


def register() -> None:
    # fmt: off
    navigation.register(
        Entry("partyorgs:tree", _("Party organisations"), section="ground", order=50, may=may_see),
        Entry("partyorgs:watch", _("Terms and warnings"), section="ground", order=51, may=may_see),
        Entry("partyorgs:coverage", _("Coverage of organisations"), section="ground", order=52, may=may_see),
        Entry("partyorgs:trades", _("New trades"), section="ground", order=53, may=may_see),
        Entry("partyorgs:rounds", _("Health checks"), section="ground", order=54, may=may_see),
        Entry("partyorgs:rectifications", _("Rectification ledger"), section="ground", order=55, may=may_see),
        Entry("partyorgs:trainings", _("Training"), section="ground", order=56, may=may_see),
        Entry("partyorgs:posts", _("Posts"), section="ground", order=60, may=may_see),
        Entry("partyorgs:mechanisms", _("Coordination mechanisms"), section="ground", order=70, may=may_see),
        Entry("partyorgs:stationed", _("Units stationed at streets"), section="ground", order=80, may=may_see),
        Entry("partyorgs:rosters", _("On call"), section="ground", order=90, may=may_see),
        Entry("partyorgs:agenda", _("Agenda pool"), section="ground", order=95, may=may_see),
        Entry("partyorgs:duties", _("Duty lists"), section="ground", order=60, may=may_see),
        Entry("partyorgs:revisions", _("Revisions of the duty lists"), section="ground", order=61, may=may_see),
        Entry("partyorgs:imports", _("Import of the basis"), section="ground", order=900, may=may_edit_map),
    )
    # fmt: on
    cards.register(
        Section(_("Who serves it"), "partyorgs/_place_posts.html", serving.posts, order=20, is_brief=True),
        Section(_("Party organisations"), "partyorgs/_place_party.html", serving.party, order=30),
    )
    gaps.register(Gap("worker", _("without full-time grid worker"), serving.without_worker))
    jobs.entitle(CHECK, _("Check of a file of the basis"))
    jobs.entitle(IMPORT, _("Import of a file of the basis"))
