from config.celery import app


def test_every_tick_names_a_task_that_exists(settings):
    app.loader.import_default_modules()

    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)


def test_a_tick_nobody_took_is_dropped_before_the_next(settings):
    entries = settings.CELERY_BEAT_SCHEDULE.values()

    assert [entry["task"] for entry in entries if entry["options"]["expires"] > entry["schedule"]] == []
