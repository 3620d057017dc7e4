"""What the house itself must hold for any promise to mean something: keys, guards, room for the trail."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from audit.standing import checking
from personal_data import keys
from privacy.policies.packs.terms import CheckKey
from privacy.selectors.compliance.checks import Asked, Check, Found, Judged, Rows, rows, total, values

# The daily rotation has run by the next day; a week in which it fails is seen before back-ups outlive their 35 days.
_A_DAY = timedelta(days=1)
_MONTHS_NEEDED, _MONTHS_WANTED = 2, 12

_UNMATCHED = """
SELECT 'record ' || right(e.id::text, 12) || ' has no key' AS reference, 'record' AS kind, e.created_at::date AS day,
    true AS is_broken, e.id AS record
FROM personal_data_envelope e LEFT JOIN keys.data_key k ON k.envelope_id = e.id
WHERE k.envelope_id IS NULL OR k.generation <> e.generation
UNION ALL
SELECT 'key of ' || right(k.envelope_id::text, 12) || ' has no record', 'record', NULL, true, k.envelope_id
FROM keys.data_key k LEFT JOIN personal_data_envelope e ON e.id = k.envelope_id WHERE e.id IS NULL"""


def _old_epochs(asked: Asked) -> Iterator[Found]:
    """Epochs that still wrap keys although a newer one is there, that ought to be destroyed, or that are too old."""
    ring = keys.ring()
    numbers = ring.numbers()
    if not numbers:
        return
    current = ring.get(numbers[-1])
    wrapping = {epoch for (epoch,) in rows("SELECT DISTINCT epoch FROM keys.data_key", {})}
    age = asked.now - current.created_at
    for epoch in sorted(wrapping - {current.number}):
        yield Found(f"epoch {epoch}", "thing", None, is_broken=age > _A_DAY)
    for number, successor in pairwise(numbers):
        replaced_at = ring.get(successor).created_at
        if number not in wrapping and asked.now - replaced_at > keys.EPOCH_GRACE + _A_DAY:
            yield Found(f"epoch {number}", "thing", replaced_at.date(), is_broken=True)
    if age > keys.EPOCH_LENGTH:
        too_old = age > keys.EPOCH_LENGTH + _A_DAY
        yield Found(f"epoch {current.number}", "thing", current.created_at.date(), is_broken=too_old)


def _changed_by_hand(_asked: Asked) -> Iterator[Found]:
    """Triggers, functions, rights and the like that are not what the migrations made (ADR 47)."""
    for difference in checking.differences():
        yield Found(f"{difference.kind} {difference.place}", "thing", None, is_broken=True)


_AHEAD = """
SELECT month, ahead FROM generate_series(1, 24) AS ahead,
    to_char(date_trunc('month', %(now)s AT TIME ZONE 'UTC') + make_interval(months => ahead), 'YYYY_MM') AS month
WHERE to_regclass('audit_event_' || month) IS NULL OR to_regclass('audit_line_' || month) IS NULL"""


def _missing_months(asked: Asked) -> Iterator[Found]:
    """Coming months of the trail that have no place yet."""
    for month, ahead in rows(_AHEAD, values(asked)):
        if ahead <= _MONTHS_WANTED:
            yield Found(month.replace("_", "-"), "thing", None, is_broken=ahead <= _MONTHS_NEEDED)


CHECKS = (
    Check(
        CheckKey.KEYS_MATCH,
        _("No record without its key, no key without its record"),
        _("records without their key, or keys without their record"),
        "GDPR art. 17, 32(1)(a)",
        Rows(_UNMATCHED),
        Permission.RETENTION_VIEW,
        out_of=total("SELECT count(*) FROM personal_data_envelope"),
        of_house=True,
    ),
    Check(
        CheckKey.KEYS_REWRAPPED,
        _("Keys re-wrapped, old epochs destroyed"),
        _("key epochs that should be gone or renewed: back-ups outlive their 35 days"),
        "GDPR art. 17, 32(1)(a)",
        Judged(_old_epochs),
        Permission.RETENTION_VIEW,
        of_house=True,
    ),
    Check(
        CheckKey.GUARDS,
        _("Guards, rights and functions stand as the migrations made them"),
        _("guards, rights and functions of the database that were changed by hand"),
        "GDPR art. 5(1)(f), 5(2)",
        Judged(_changed_by_hand),
        Permission.DPO_DESK,
        of_house=True,
    ),
    Check(
        CheckKey.PARTITIONS,
        _("The trail has room for the coming months"),
        _("coming months without a place for the trail"),
        "GDPR art. 5(2)",
        Judged(_missing_months),
        Permission.DPO_DESK,
        of_house=True,
    ),
)
