"""A worker and the broker are killed in the middle of 2,000 petitions. Nothing is lost and nothing is done twice."""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter

import pytest
from celery import Celery
from django.conf import settings
from django.db import connection
from django.utils import timezone

from core import ledger, outbox
from core.models import Delivery, Event
from petitions import intake
from petitions.enums import Status
from petitions.models import Assignment, WorkOrder
from tests import factories

PETITIONS = 2000
BATCH = 100
OUTAGE = 20  # seconds without a broker
PATIENCE = 240  # seconds for all of it on two cores
CHARACTERS = [chr(code) for code in range(ord("一"), ord("一") + 5000)]

pytestmark = [
    pytest.mark.skipif("connection.vendor == 'sqlite'", reason="workers need a database they can reach: PostgreSQL"),
    pytest.mark.skipif(shutil.which("redis-server") is None, reason="needs the redis-server program"),
    pytest.mark.django_db(transaction=True),
]


class Processes:
    """What this test starts, and ends by the same ids."""

    def __init__(self, folder, broker_port):
        self.folder, self.broker_port = folder, broker_port
        self.running = {}

    def start(self, name, *command):
        database = connection.settings_dict
        address = f"{database['USER']}@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": f"postgres://{address}",
            "BROKER_URL": self.broker_url,
            "VAR_DIR": str(self.folder),
            "C_FORCE_ROOT": "1",
        }
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL, process_group=0
            )

    @property
    def broker_url(self):
        return f"redis://127.0.0.1:{self.broker_port}/0"

    def broker(self):
        self.start(
            "broker", "redis-server", "--bind", "127.0.0.1", "--port", str(self.broker_port), "--save", "",
            "--dir", str(self.folder),
        )  # fmt: skip

    def worker(self):
        self.start("worker", sys.executable, "-m", "celery", "-A", "config", "worker", "--concurrency=2")

    def beat(self):
        self.start("beat", sys.executable, "-m", "celery", "-A", "config", "beat", "--pidfile=")

    def kill(self, name):
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def processes(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    crew = Processes(tmp_path, port)
    yield crew
    for name in list(crew.running):
        crew.kill(name)


def receive(count, first, mei):
    """As the bulk door does it: a transaction a batch."""
    submissions = [
        intake.Submission(
            content=words_of(number), channel="hotline_12345", category=factories.PAVEMENT,
            grid_code=factories.GRID, source="survival", external_no=str(number),
        )
        for number in range(first, first + count)
    ]  # fmt: skip
    assert all(receipt.is_new for receipt in intake.receive_many(submissions, by=mei, at=timezone.now()))


def words_of(number):
    """No two alike: what may be a duplicate would wait at the desk and never be dispatched."""
    return f"第 {number} 号：" + "".join(random.Random(number).sample(CHARACTERS, 24))


def wait_for(condition, what):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited {PATIENCE} s for {what}"
        time.sleep(0.2)


def routed():
    return WorkOrder.objects.filter(routed_at__isnull=False).count()


def test_nothing_is_lost_and_nothing_doubled(processes, monkeypatch):
    factories.make_city()
    mei = factories.acting(factories.people().mei)
    sender = Celery(broker=processes.broker_url)
    sender.conf.update(broker_transport_options=settings.CELERY_BROKER_TRANSPORT_OPTIONS, task_publish_retry=False)
    monkeypatch.setattr(
        outbox, "_hint", lambda event_id: sender.send_task("core.deliver", kwargs={"event_id": event_id}, queue="work")
    )
    processes.broker()
    for first in range(0, PETITIONS - BATCH, BATCH):  # before there is a worker, so that none can be done too soon
        receive(BATCH, first, mei)
    processes.worker()
    processes.beat()
    wait_for(lambda: routed() > 100, "the first hundred")

    processes.kill("worker")
    before = routed()
    assert before < PETITIONS / 2, "the worker was nearly done before it could be killed"
    processes.worker()
    wait_for(lambda: routed() > before + 100, "the next hundred after the worker's death")

    processes.kill("broker")
    started = time.monotonic()
    receive(BATCH, PETITIONS - BATCH, mei)
    assert time.monotonic() - started < 10, "intake must not wait for a broker that is down"
    time.sleep(OUTAGE)
    processes.broker()
    wait_for(lambda: routed() == PETITIONS, "everything")

    assert_whole()


def assert_whole():
    leads = Counter(Assignment.objects.filter(role="lead", is_active=True).values_list("work_order_id", flat=True))
    dispatched = Counter(Event.objects.filter(kind="workorder.dispatch").values_list("subject_id", flat=True))
    assert WorkOrder.objects.count() == PETITIONS
    assert not Delivery.objects.exists()
    for order in WorkOrder.objects.order_by("id"):
        assert (order.status, leads[order.pk], dispatched[order.pk]) == (Status.DISPATCHED, 1, 1)
        events = list(ledger.history(order))
        assert len(events) == order.version + 1
        assert ledger.broken(events) is None
