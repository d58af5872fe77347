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
        Entry("partyorgs:tree", _("Party organisations"), section="organizations", order=10, may=may_see),
        Entry("partyorgs:watch", _("Terms and warnings"), section="organizations", order=20, may=may_see),
        Entry("partyorgs:coverage", _("Coverage of organisations"), section="organizations", order=30, may=may_see),
        Entry("partyorgs:trades", _("New trades"), section="organizations", order=40, may=may_see),
        Entry("partyorgs:rounds", _("Health checks"), section="organizations", order=50, may=may_see),
        Entry("partyorgs:rectifications", _("Rectification ledger"), section="organizations", order=60, may=may_see),
        Entry("partyorgs:trainings", _("Training"), section="organizations", order=70, may=may_see),
        Entry("partyorgs:posts", _("Posts"), section="organizations", order=80, may=may_see),
        Entry("partyorgs:mechanisms", _("Coordination mechanisms"), section="organizations", order=90, may=may_see),
        Entry("partyorgs:stationed", _("Units stationed at streets"), section="organizations", order=100, may=may_see),
        Entry("partyorgs:rosters", _("On call"), section="organizations", order=110, may=may_see),
        Entry("partyorgs:agenda", _("Agenda pool"), section="drive", order=60, may=may_see),
        Entry("partyorgs:duties", _("Duty lists"), section="duties", order=10, may=may_see),
        Entry("partyorgs:revisions", _("Revisions of the duty lists"), section="duties", order=20, may=may_see),
        Entry("partyorgs:imports", _("Import of the basis"), section="places", order=100, may=may_edit_map),
    )
    # fmt: on
    cards.register(
        Section(_("Who serves it"), "partyorgs/_place_posts.html", serving.posts, order=20, is_brief=True),
        Section(_("Party organisations"), "partyorgs/_place_party.html", serving.party, order=30),
    )
    gaps.register(Gap("worker", _("without full-time grid worker"), serving.without_worker))
    jobs.entitle(CHECK, _("Check of a file of the basis"))
    jobs.entitle(IMPORT, _("Import of a file of the basis"))
