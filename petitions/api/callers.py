"""Who calls: a system by its key, or somebody who is logged in."""

from rest_framework.request import Request

from core.actors import Actor


def actor_of(request: Request) -> Actor:
    return request.user.actor if request.auth else request.actor
