"""Give another system a key. It is printed once."""

import ipaddress
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import clients
from core.enums import Scope
from core.models import ApiClient


class Command(BaseCommand):
    help = "Issue an API key to a client, creating the client if its source code is new. The key is shown once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--client", required=True, help="name of the client, for people")
        parser.add_argument("--source", required=True, help="its source code, which marks the petitions it brings")
        parser.add_argument("--scope", action="append", required=True, choices=Scope.values, help="repeat for several")
        parser.add_argument("--cidr", action="append", default=[], help="network it may call from; repeat for several")
        parser.add_argument("--days", type=int, help="days until the key expires; without it the key stays valid")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        client, _created = ApiClient.objects.get_or_create(
            source=options["source"], defaults={"name": options["client"]}
        )
        if client.name != options["client"]:
            raise CommandError(
                _("Source code %(source)s belongs to “%(name)s”. Give that name, or choose another code.")
                % {"source": client.source, "name": client.name}
            )
        _key, plain = clients.issue_key(
            client,
            options["scope"],
            at=now,
            cidrs=[_network(cidr) for cidr in options["cidr"]],
            expires_at=now + timedelta(days=options["days"]) if options["days"] else None,
        )
        self.stdout.write(plain)


def _network(cidr: str) -> str:
    try:
        return str(ipaddress.ip_network(cidr))
    except ValueError as error:
        raise CommandError(
            _("“%(cidr)s” is not a network: %(why)s. Write it as in 10.2.0.0/16.") % {"cidr": cidr, "why": error}
        ) from error
