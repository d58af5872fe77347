from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GridsConfig(AppConfig):
    name = "grids"
    verbose_name = _("Places and grids")

    def ready(self):
        import_module("grids.menu").register()
        import_module("grids.belongings").register()
        import_module("grids.standing").register()
