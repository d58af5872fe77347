"""Who answers, in the menu."""

from django.utils.translation import gettext_lazy as _

from core import jobs, navigation
from core.navigation import Entry
from partyorgs.importing.uploads import CHECK, IMPORT
from partyorgs.permissions import may_edit_map


def register() -> None:
    navigation.register(
        Entry("partyorgs:imports", _("Import of the basis"), section="ground", order=900, may=may_edit_map),
    )
    jobs.entitle(CHECK, _("Check of a file of the basis"))
    jobs.entitle(IMPORT, _("Import of a file of the basis"))
