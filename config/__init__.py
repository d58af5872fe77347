"""Settings, addresses and the start of every process. Sees all other packages, is seen by none."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
