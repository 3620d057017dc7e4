"""The kinds of envelope that the handling of rights produces (``reference/retention_schedule.md`` 3.9)."""

from django.utils.translation import gettext_lazy as _

from personal_data import record_classes
from personal_data.purposes import Purpose

# The file of a request proves that the law was kept; it never serves collection.
_REQUEST_PURPOSES = frozenset(
    {Purpose.SUBJECT_REQUEST, Purpose.SELF_SERVICE, Purpose.SUPERVISION, Purpose.RETENTION, Purpose.SECURITY}
)

RIGHTS_REQUEST = record_classes.register(
    "rights_request",
    label=_("Data subject request"),
    keeps_profile=False,
    purposes=_REQUEST_PURPOSES,
    is_request_file=True,
)
# A finished copy holds everything about a person once more, so it goes after a month and never waits for a review.
ACCESS_COPY = record_classes.register(
    "access_copy", label=_("Copy of your data"), keeps_profile=False, routine=True, purposes=_REQUEST_PURPOSES
)
# Says what a copy leaves out, so it opens for those who decide and never for the person.
COPY_CUT = record_classes.register(
    "copy_cut",
    label=_("Part left out of a copy"),
    keeps_profile=False,
    routine=True,
    purposes=_REQUEST_PURPOSES - {Purpose.SELF_SERVICE},
)
# Of nobody yet: it serves the search for its person and the answer, and goes when it is linked or its time is over.
UNLINKED_REQUEST = record_classes.register(
    "unlinked_request",
    label=_("Request received without identification"),
    keeps_profile=False,
    routine=True,
    purposes=frozenset({Purpose.SUBJECT_REQUEST, Purpose.RETENTION, Purpose.SECURITY}),
)
