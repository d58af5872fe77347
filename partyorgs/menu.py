"""Who answers, in the menu."""

from django.utils.translation import gettext_lazy as _

from core import navigation
from core.navigation import Entry
from partyorgs.permissions import may_see


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
    )
    # fmt: on
