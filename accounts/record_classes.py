"""The kind of record that is kept of staff: it has a rule and an end like every other (design.md section 8)."""

from django.utils.translation import gettext_lazy as _

from personal_data import record_classes
from personal_data.purposes import Purpose

# Accounts lie in the clear and in no envelope, so nothing is opened of them; their end is ``services/forgetting.py``.
STAFF_RECORD = record_classes.register(
    "staff_record",
    label=_("Record of a member of staff"),
    keeps_profile=False,
    routine=True,
    purposes=frozenset({Purpose.SECURITY, Purpose.SUPERVISION, Purpose.RETENTION}),
)
