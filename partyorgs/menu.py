"""Who answers, in the menu."""

from core import navigation


def register() -> None:
    navigation.register()
