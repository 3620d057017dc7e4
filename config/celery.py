"""Celery: the application and the one schedule. Every task runs in an access context of its own."""

import os
from logging.config import dictConfig
from typing import Any

from celery import Celery, Task
from celery.schedules import crontab
from celery.signals import setup_logging
from django.conf import settings

from config.health.rhythm import HEARTBEAT_SECONDS
from personal_data import access
from personal_data.journal import closing
from personal_data.purposes import Purpose

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")


@setup_logging.connect
def log_as_everything_else_does(**_: Any) -> None:
    """Celery leaves logging alone when somebody else sets it up."""
    dictConfig(settings.LOGGING)


HEARTBEAT_TASK = "config.heartbeat"
WIPE_TASK = "retention.wipe_copy"
# Done while the house is closed, too: one says that we live, the other ends what closes it.
_ALWAYS = frozenset({HEARTBEAT_TASK, WIPE_TASK})


class AccountableTask(Task):  # type: ignore[misc]  # Celery has no types
    """A task acts as the system under its own name; without a declared purpose it acts for retention."""

    abstract = True
    purpose = Purpose.RETENTION

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.name not in _ALWAYS:
            closing.require_open()  # what is scheduled comes again, and what somebody asked for is taken up by it
        with access.context(actor=access.system(str(self.name)), purpose=self.purpose, channel="task"):
            return super().__call__(*args, **kwargs)


app = Celery("sigill", task_cls=AccountableTask)
app.set_default()  # in every thread of the web server, too
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    timezone="UTC",
    task_ignore_result=True,
    task_acks_late=True,
    # Whoever asks for work hears soon that the queue is out of reach; the default is to try for ever.
    broker_transport_options={"max_retries": 2, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.4},
    worker_redirect_stdouts=False,
    broker_connection_retry_on_startup=True,
    beat_schedule_filename="var/celerybeat-schedule",
    beat_schedule={
        "heartbeat": {"task": HEARTBEAT_TASK, "schedule": HEARTBEAT_SECONDS, "options": {"expires": 60}},
        "file-events": {"task": "audit.file_events", "schedule": 5, "options": {"expires": 5}},
        "seal-audit-trail": {"task": "audit.seal", "schedule": 20, "options": {"expires": 20}},
        "expire-audit-trail": {"task": "personal_data.expire_trail", "schedule": crontab(hour="3", minute="25")},
        "verify-audit-trail": {"task": "privacy.verify_trail", "schedule": crontab(hour="3", minute="45")},
        "unusual-openings": {"task": "privacy.find_unusual_openings", "schedule": crontab(minute="5")},
        "retention-nightly": {"task": "retention.run_nightly", "schedule": crontab(minute="15")},
        "retention-interrupted": {"task": "retention.finish_interrupted", "schedule": crontab(minute="*/5")},
        "prove-erasures": {"task": "retention.prove", "schedule": crontab(minute="50")},
        "forget-staff": {"task": "retention.forget_staff", "schedule": crontab(hour="3", minute="5")},
        "tend-uploads": {"task": "collections.tend_uploads", "schedule": crontab()},
        "tend-copies": {"task": "privacy.tend_copies", "schedule": crontab()},
        "tell-of-changes": {"task": "privacy.tell_of_changes", "schedule": crontab(), "options": {"expires": 60}},
        "decided-requests": {"task": "privacy.carry_out_decisions", "schedule": crontab(minute="35")},
        "end-idle-playbacks": {"task": "collections.end_idle_playbacks", "schedule": crontab(minute="*/5")},
        "rotate-keys-daily": {"task": "personal_data.rotate_keys", "schedule": crontab(hour="2", minute="40")},
        "expire-backups": {"task": "retention.expire_backups", "schedule": crontab(hour="4", minute="40")},
        "wipe-copy": {"task": WIPE_TASK, "schedule": crontab(), "options": {"expires": 60}},
        "check-journal": {"task": "personal_data.check_journal", "schedule": crontab(hour="2", minute="10")},
        "partitions-ahead": {
            "task": "audit.make_partitions",
            "schedule": crontab(hour="1", minute="5", day_of_week="1"),
        },
        "check-compliance": {"task": "privacy.check_compliance", "schedule": crontab(hour="5", minute="30")},
        "tell-of-turns": {"task": "privacy.tell_of_turns", "schedule": crontab(minute="50")},
        "forget-failed-sign-ins": {
            "task": "privacy.forget_failed_sign_ins",
            "schedule": crontab(hour="4", minute="10"),
        },
        "forget-ended-visits": {"task": "privacy.forget_ended_visits", "schedule": crontab(hour="4", minute="15")},
        "sweep-files": {"task": "personal_data.sweep_files", "schedule": crontab(hour="3", minute="20")},
    },
)
app.autodiscover_tasks()
app.autodiscover_tasks(["config.health"])
