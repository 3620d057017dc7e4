from datetime import timedelta

import pytest
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
