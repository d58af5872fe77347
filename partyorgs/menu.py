"""Who answers, in the menu; and what this floor adds to the card of a place and to the directory of grids."""

from django.utils.translation import gettext_lazy as _

from core import navigation
from grids import cards, gaps
from grids.cards import Section
from grids.gaps import Gap
from partyorgs import serving


def register() -> None:
    navigation.register()
    cards.register(
        Section(_("Who serves it"), "partyorgs/_place_posts.html", serving.posts, order=20, is_brief=True),
        Section(_("Party organisations"), "partyorgs/_place_party.html", serving.party, order=30),
    )
    gaps.register(Gap("worker", _("without full-time grid worker"), serving.without_worker))
