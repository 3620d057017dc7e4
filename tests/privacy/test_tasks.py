from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from privacy import tasks
from privacy.models import FailedSignIns


@pytest.mark.django_db
def test_counts_whose_window_has_ended_are_removed() -> None:
    now = timezone.now()
    FailedSignIns.objects.create(bucket=b"ended", failures=3, ends_at=now - timedelta(seconds=1))
    FailedSignIns.objects.create(bucket=b"running", failures=3, ends_at=now + timedelta(hours=1))
    tasks.forget_failed_sign_ins()
    assert [bytes(each) for each in FailedSignIns.objects.values_list("bucket", flat=True)] == [b"running"]


@pytest.mark.django_db
def test_visits_that_are_over_are_removed() -> None:
    for ends_in in (timedelta(seconds=-1), timedelta(hours=1)):
        store = SessionStore()
        store.set_expiry(ends_in)
        store.create()
    tasks.forget_ended_visits()
    assert Session.objects.count() == 1
