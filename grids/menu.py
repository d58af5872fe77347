"""Where, in the menu."""

from django.utils.translation import gettext_lazy as _

from core import navigation
from core.navigation import Entry
from grids.permissions import may_see


def register() -> None:
    navigation.register(
        Entry("grids:focus", _("Focus communities"), section="ground", order=50, may=may_see),
        Entry("grids:estates", _("Residential estates"), section="ground", order=52, may=may_see),
        Entry("grids:campaigns", _("Estates without management"), section="ground", order=54, may=may_see),
        Entry("grids:venues", _("Venues"), section="ground", order=56, may=may_see),
        Entry("grids:spaces", _("Idle spaces"), section="ground", order=58, may=may_see),
    )
