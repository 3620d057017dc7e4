"""What an access copy says of the suppression list: a note that outlives everything else of a person (GDPR art. 15)."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from personal_data.models import SuppressionReason


class Note(NamedTuple):
    """Why somebody stands on the list, in words, and the law that asks for it."""

    says: str | Promise
    law: str


NOTES: Mapping[str, Note] = {
    SuppressionReason.MARKETING_OBJECTION: Note(
        _("We remember that you object to direct marketing, so that you get none."), "GDPR art. 21(3)"
    ),
    SuppressionReason.UPHELD_OBJECTION: Note(
        _("We remember that your objection was upheld, so that your data are not taken up again."),
        "GDPR art. 17(1)(c), 21(1)",
    ),
    SuppressionReason.MISTAKEN_IDENTITY: Note(
        _("We remember that you were taken for somebody else, so that it does not happen again."),
        "GDPR art. 5(1)(d)",
    ),
}
KEPT_AS = _("The note holds keyed digests of your numbers and addresses, and neither the numbers nor the addresses.")
