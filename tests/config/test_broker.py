import time

import pytest
from celery import Celery
from kombu import Connection
from kombu.exceptions import OperationalError

from config import broker


def test_publishing_fails_at_once_when_redis_is_down(tmp_path, free_port):
    url = f"redis://127.0.0.1:{free_port}/0"
    app = Celery(broker=url, set_as_current=False)
    app.conf.update(broker_transport_options=broker.transport_options(url, tmp_path), task_publish_retry=False)
    app.send_task  # noqa: B018, the first use loads the transport, which is not what is timed
    started = time.monotonic()

    with pytest.raises(OperationalError):
        app.send_task("core.deliver", args=[1])

    assert time.monotonic() - started < 2


def test_redis_redelivers_before_anybody_gives_up_waiting(settings):
    assert settings.CELERY_TASK_SOFT_TIME_LIMIT < settings.CELERY_TASK_TIME_LIMIT
    assert broker.REDIS["visibility_timeout"] > settings.CELERY_TASK_TIME_LIMIT


def test_folder_broker_makes_its_folders(tmp_path):
    options = broker.transport_options("filesystem://", tmp_path / "broker")

    assert (tmp_path / "broker" / "queue").is_dir()
    assert options["data_folder_in"] == options["data_folder_out"]


def test_a_message_is_not_seen_before_all_of_it_is_written(tmp_path):
    class Message:
        def __json__(self):
            seen.append(channel._size("work"))
            return "route 1"

    seen = []
    with Connection("filesystem://", transport_options=broker.transport_options("filesystem://", tmp_path)) as folder:
        channel = folder.channel()

        channel._put("work", {"body": Message()})

        assert seen == [0]
        assert channel._get("work") == {"body": "route 1"}
        assert list((tmp_path / "queue").iterdir()) == []
