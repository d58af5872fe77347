"""How long a worker keeps its connection to the database."""

from types import SimpleNamespace

import pytest
from celery.fixups.django import DjangoWorkerFixup
from celery.signals import task_prerun
from django.db import connection

from config.celery import app


@pytest.mark.django_db
def test_a_task_leaves_the_connection_to_the_next():
    connection.ensure_connection()
    kept = connection.connection

    DjangoWorkerFixup(app).on_task_postrun(sender=SimpleNamespace(request=SimpleNamespace(is_eager=False)))

    assert connection.connection is kept


def test_a_task_begins_with_a_look_at_its_connection(monkeypatch):
    looks = []
    monkeypatch.setattr("config.celery.close_old_connections", lambda: looks.append(1))

    task_prerun.send(sender=None)

    assert looks == [1]
