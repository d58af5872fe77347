"""Who answers, in the menu; and what this floor adds to the card of a place and to the directory."""

from django.utils.translation import gettext_lazy as _

from core import jobs, navigation
from core.navigation import Entry
from grids import cards, gaps
from grids.cards import Section
from grids.gaps import Gap
from partyorgs import serving
from partyorgs.importing.uploads import CHECK, IMPORT
from partyorgs.permissions import may_edit_map


def register() -> None:
    navigation.register(
        Entry("partyorgs:imports", _("Import of the basis"), section="ground", order=900, may=may_edit_map),
    )
    cards.register(
        Section(_("Who serves it"), "partyorgs/_place_posts.html", serving.posts, order=20, is_brief=True),
        Section(_("Party organisations"), "partyorgs/_place_party.html", serving.party, order=30),
    )
    gaps.register(Gap("worker", _("without full-time grid worker"), serving.without_worker))
    jobs.entitle(CHECK, _("Check of a file of the basis"))
    jobs.entitle(IMPORT, _("Import of a file of the basis"))
