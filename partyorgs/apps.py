from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core import navigation


class PartyOrgsConfig(AppConfig):
    name = "partyorgs"
    verbose_name = _("Organizations and duties")

    def ready(self):
        import_module("partyorgs.menu").register()
        import_module("partyorgs.following").register()
        import_module("partyorgs.election_reminders").register()
        import_module("partyorgs.revision_notices").register()
        navigation.titles(import_module("partyorgs.roles").title)
