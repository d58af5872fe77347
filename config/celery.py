"""The task queue. A message is only a hint: the row in the database says what is still to do."""

import os

from celery import Celery
from celery.signals import task_prerun
from django.db import close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("gongzhi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@task_prerun.connect
def look_after_connections(**_: object) -> None:
    """As before a web request: a connection that broke or grew too old is replaced, any other is used again."""
    close_old_connections()
