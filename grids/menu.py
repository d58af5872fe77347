"""Where, in the menu."""

from django.utils.translation import gettext_lazy as _

from core import navigation
from core.navigation import Entry
from grids.permissions import may_see


def register() -> None:
    navigation.register(
        Entry("grids:changes", _("Changes of the map"), section="ground", order=80, may=may_see),
        Entry("grids:legacy", _("Departmental grids"), section="ground", order=90, may=may_see),
    )
