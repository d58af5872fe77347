"""Orders over REST: somebody logged in, or a system with a key, with a program of their own."""

import json

from django.utils import timezone

from core import clients
from core.models import ApiClient

URL = "/api/v1/orders"


class Caller:
    """Who calls: reads orders, takes steps."""

    def __init__(self, client, **headers):
        self.client, self.headers, self.sent = client, headers, 0

    def get(self, *address, **parameters):
        return self.client.get("/".join([URL, *address]), parameters, headers=self.headers)

    def take(self, order, action, key=None, headers=None, **said):
        self.sent += 1
        headers = {**self.headers, "Idempotency-Key": key or f"k-{action}-{self.sent}", **(headers or {})}
        return self.client.post(
            f"{URL}/{order.number}/actions/{action}", json.dumps(said), content_type="application/json", headers=headers
        )


def system(client, source, *scopes, name="市民热线"):
    caller, _new = ApiClient.objects.get_or_create(source=source, defaults={"name": name})
    _key, plain = clients.issue_key(caller, scopes, at=timezone.now())
    return Caller(client, Authorization=f"Bearer {plain}")


def numbers(response):
    return [row["number"] for row in response.json()["results"]]


def problem(response):
    body = response.json()
    assert response.headers["Content-Type"] == "application/problem+json"
    assert body["detail"]
    assert body["remedy"]
    return response.status_code, body["code"]


def faults(response):
    errors = response.json()["errors"]
    assert problem(response) == (400, "invalid_input")
    assert all(error["detail"] and error["remedy"] for error in errors)
    return sorted((error["pointer"], error["code"]) for error in errors)
