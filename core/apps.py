"""The cellar of the house: what every office keeps."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Foundation")

    def ready(self) -> None:
        import_module("core.tasks")  # Celery imports it in workers only, but hints are sent by whoever writes events
