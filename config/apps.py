from django.apps import AppConfig


class HouseConfig(AppConfig):
    """No models: installed for its management commands."""

    name = "config"
    label = "house"
