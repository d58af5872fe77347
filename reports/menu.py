"""The year in the menu."""

from django.utils.translation import gettext_lazy as _

from core import jobs, navigation
from core.navigation import Entry
from reports import permissions
from reports.cycle import ROLL_UP


def register() -> None:
    navigation.register(
        Entry("reports:years", _("Assessment"), section="drive", order=40, may=permissions.may_see, keys="KeyG KeyK"),
        Entry("reports:places", _("Petitions by place"), section="drive", order=50, may=permissions.may_see),
    )
    jobs.entitle(ROLL_UP, _("Figures of the year"))
