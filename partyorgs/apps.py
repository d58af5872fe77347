from django.apps import AppConfig


class PartyOrgsConfig(AppConfig):
    name = "partyorgs"
