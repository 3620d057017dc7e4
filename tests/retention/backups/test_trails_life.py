"""A restore begins another life of the trail's tree, and says so, signed."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from audit.models import Event, Head
from audit.tree import sealing, verifying, witnesses
from collections_app.models import Debtor
from personal_data import envelopes
from retention.services.backups import restoring
from tests.factories import acting
from tests.fixtures import databases
from tests.retention.backups.conftest import Empty, House

# An event of before events had to say their legal basis.
OLD = (
    "ALTER TABLE audit_event DROP CONSTRAINT audit_event_says_its_basis",
    "INSERT INTO audit_event (name, actor_kind, purpose) VALUES ('audit.trail.verified', 'system', 'security')",
    "ALTER TABLE audit_event ADD CONSTRAINT audit_event_says_its_basis NOT NULL legal_basis NOT VALID",
)


def test_heads_of_the_lost_life_are_no_finding(house: House, empty: Empty, tmp_path: Path, settings: Any) -> None:
    settings.AUDIT_WITNESSES = f"file:{tmp_path}/witness.log"
    with databases.superuser(house.database) as session:
        for statement in OLD:
            session.execute(statement)
    sealing.seal(at=timezone.now() - timedelta(seconds=9))
    yesterday = house.back_up()
    size = Head.objects.latest("size").size
    with acting.hanna():
        envelopes.open([Debtor.objects.get(pk=house.anna.pk)])
    sealing.seal(at=timezone.now() - timedelta(seconds=3))
    witnesses.tell()
    lost = Head.objects.latest("size").size
    assert lost > size
    empty()
    restoring.restore(folder=Path(yesterday.place), keys_from=None, email=house.keeper.email, at=timezone.now())
    sealing.seal(at=timezone.now())
    witnesses.tell()
    report = verifying.verify()
    assert report.findings == []
    assert f"brought the tree of {size} events back; heads of up to {lost} events" in report.notices[0]
    assert Event.objects.get(name="retention.backup.restored").reference == yesterday.reference
    assert Event.objects.filter(legal_basis=None).count() == 1
    with pytest.raises(IntegrityError, match="legal_basis"), connection.cursor() as cursor:
        cursor.execute(OLD[1])
