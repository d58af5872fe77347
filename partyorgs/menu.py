"""Who answers, in the menu."""

from django.utils.translation import gettext_lazy as _

from core import navigation
from core.navigation import Entry
from partyorgs.permissions import may_see


def register() -> None:
    # fmt: off
    navigation.register(
        Entry("partyorgs:posts", _("Posts"), section="ground", order=60, may=may_see),
        Entry("partyorgs:mechanisms", _("Coordination mechanisms"), section="ground", order=70, may=may_see),
        Entry("partyorgs:stationed", _("Units stationed at streets"), section="ground", order=80, may=may_see),
        Entry("partyorgs:rosters", _("On call"), section="ground", order=90, may=may_see),
        Entry("partyorgs:agenda", _("Agenda pool"), section="ground", order=95, may=may_see),
    )
    # fmt: on
