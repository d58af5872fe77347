from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PetitionsConfig(AppConfig):
    name = "petitions"
    verbose_name = _("Petitions and work orders")

    def ready(self):
        import_module("petitions.tasks")  # listeners must be known wherever events are written
        import_module("petitions.menu").register()
        import_module("petitions.following").register()
        import_module("petitions.duty_parts").register()
        import_module("petitions.wording").register()
        import_module("petitions.whistle_notices").register()
        import_module("petitions.supervision_notices").register()
