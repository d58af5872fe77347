"""Who answers, in the menu."""

from django.utils.translation import gettext_lazy as _

from core import navigation
from core.navigation import Entry
from partyorgs.permissions import may_see


def register() -> None:
    navigation.register(
        Entry("partyorgs:duties", _("Duty lists"), section="ground", order=60, may=may_see),
        Entry("partyorgs:revisions", _("Revisions of the duty lists"), section="ground", order=61, may=may_see),
    )
