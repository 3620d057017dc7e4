"""Many debtors in a short time: profiles alone, sealed and with their search tokens, written by COPY in batches.

What searching and opening cost depends on how many debtors there are, not on how they came in; the intake, which makes
cases and claims of them too, has its own figure.
"""

import random
from uuid import uuid4

from django.utils import timezone

from bench import inputs
from collections_app.models import Debtor, DebtorKind
from collections_app.record_classes import PROFILE
from personal_data import access
from personal_data.bulk import Batch
from personal_data.models import Controller, Role
from personal_data.purposes import Purpose
from tests.fixtures import databases

_BATCH = 5_000
# Above the numbers that the intake gives.
_FIRST_REFERENCE = 10_000_000
# Their published numbers are so many that few are drawn twice; of Sweden's there are 48,000 in all.
_COUNTRIES = ("NO", "DK")


def fill(database: str, debtors: int, *, seed: int) -> None:
    """Add so many debtors, the same for the same seed, to the only controller of a database."""
    databases.point_at(database)
    chance = random.Random(seed)
    controller = Controller.objects.get()
    for first in range(0, debtors, _BATCH):
        with access.context(actor=access.Actor("system", uuid4()), purpose=Purpose.INTAKE, channel="command"):
            batch = Batch(controller)
            for position in range(first, min(first + _BATCH, debtors)):
                _add(batch, controller, chance, position)
            batch.write()


def _add(batch: Batch, controller: Controller, chance: random.Random, position: int) -> None:
    now = timezone.now()
    row = inputs.claim_row(chance, position, now.date(), countries=_COUNTRIES)
    name, number, country, street, postcode, city, phone, email, *_ = row
    subject = batch.subject(kind=DebtorKind.PERSON)
    envelope = batch.envelope(record_class=PROFILE, subjects=[(subject, Role.DEBTOR)])
    batch.add(
        Debtor,
        {
            "envelope_id": envelope,
            "controller_id": controller.pk,
            "subject_id": subject,
            "reference": f"D-{_FIRST_REFERENCE + position}",
            "kind": DebtorKind.PERSON.value,
            "is_identified": True,
            "identity_scheme": "",
            "name": name,
            "identity_number": number,
            "address": {"street": street, "postcode": postcode, "city": city, "country": country},
            "phone": phone,
            "email": email,
            "created_at": now,
        },
    )
