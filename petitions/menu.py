"""The pages of the work in the menu, and the figures beside them."""

from django.utils.translation import gettext_lazy as _

from core import navigation
from core.navigation import Entry
from petitions import queues


def register() -> None:
    navigation.register(
        Entry("petitions:workbench", _("My workbench"), order=10, count="waiting", keys="KeyG KeyW"),
        Entry("petitions:orders", _("Work orders"), order=20, keys="KeyG KeyL"),
    )
    navigation.counts(queues.counts)
    navigation.search("petitions:orders")
