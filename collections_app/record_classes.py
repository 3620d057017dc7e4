"""The kinds of envelope that collection work produces; each has its own clock (``reference/retention_schedule.md``)."""

from django.utils.translation import gettext_lazy as _
from personal_data import record_classes

PROFILE = record_classes.register("profile", label=_("Debtor's profile"), is_profile=True)
CASE_FILE = record_classes.register("case_file", label=_("Case file"), keeps_profile=True)
CALL_RECORDING = record_classes.register(
    "call_recording", label=_("Call recording"), keeps_profile=True, routine=True
)
LEDGER_ENTRY = record_classes.register("ledger_entry", label=_("Ledger entry"), keeps_profile=False)
INTAKE_ITEM = record_classes.register("intake_item", label=_("Intake item"), keeps_profile=False)
