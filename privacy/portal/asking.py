"""What a person reads before asking for a right: what happens then, and the article. One entry for each right.

Only rights in ``ANSWERABLE`` are offered: nothing can be asked for whose answer cannot be made.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacy.models import Right
from privacy.models.request import ANSWERABLE

_QUESTION = _("Is there something that we should know?")
_HINT = _("You need not give a reason.")


@dataclass(frozen=True, slots=True)
class Asking:
    """One right as the portal offers it. The address of its page ends with ``right``."""

    right: Right
    title: str | Promise
    short: str | Promise
    """Its name in the way to the page."""
    happens: tuple[str | Promise, ...]
    """What happens when it is asked for, in short sentences."""
    law: str | Promise
    question: str | Promise = _QUESTION
    hint: str | Promise = _HINT


ASKING: Mapping[Right, Asking] = MappingProxyType(
    {
        Right.ACCESS: Asking(
            right=Right.ACCESS,
            title=_("Ask for a copy of your data"),
            short=_("Copy"),
            happens=(
                _("You get everything that we hold about you: records, letters, recordings, and who has looked."),
                _("It comes as a document to read and as a file for a computer, in your language."),
                _("You get it within one month, here and free of charge. Until then none of it is erased."),
            ),
            law=_("GDPR art. 15"),
            question=_("Is there something that you look for?"),
            hint=_("You get everything anyway. You need not give a reason."),
        ),
        Right.ERASURE: Asking(
            right=Right.ERASURE,
            title=_("Ask us to erase your data"),
            short=_("Erasure"),
            happens=(
                _("We look at each record by itself. What no law makes us keep is erased."),
                _("You get an answer within one month: what goes, what must stay, why and until when."),
                _("As long as a claim against you is open, we may need its case."),
            ),
            law=_("GDPR art. 17"),
        ),
        Right.RECTIFICATION: Asking(
            right=Right.RECTIFICATION,
            title=_("Tell us that something is wrong"),
            short=_("Correction"),
            happens=(
                _("From now on we only keep the data; we do not use them while we check."),
                _("What is wrong is corrected. What is not complete gets your own statement beside it."),
                _("You get an answer within one month, and a letter before we use the data again."),
            ),
            law=_("GDPR art. 16"),
            question=_("What is wrong, and how is it right?"),
            hint=_("Write it in your own words."),
        ),
        Right.RESTRICTION: Asking(
            right=Right.RESTRICTION,
            title=_("Ask us only to keep your data"),
            short=_("Restriction"),
            happens=(
                _("From now on we only keep the data; we do not use them for our work."),
                _("We check whether the law gives you this for longer, and you get an answer within one month."),
                _("Before we use the data again you get a letter that says on which day and why."),
            ),
            law=_("GDPR art. 18"),
        ),
        Right.OBJECTION: Asking(
            right=Right.OBJECTION,
            title=_("Object to what we do with your data"),
            short=_("Objection"),
            happens=(
                _("From now on we only keep the data; we do not use them while we weigh your reasons against ours."),
                _("We must show why our reasons weigh more. If we cannot, we stop for good."),
                _("You get an answer within one month, and a letter before we use the data again."),
            ),
            law=_("GDPR art. 21(1)"),
            question=_("What is it about your situation?"),
            hint=_("A few words are enough. You can leave it empty."),
        ),
        Right.PORTABILITY: Asking(
            right=Right.PORTABILITY,
            title=_("Ask for a file to take along"),
            short=_("File"),
            happens=(
                _("You get what you yourself have told us, in a file that other companies can read."),
                _("It holds what we process with your consent or under a contract with you, not what others told us."),
                _("You get it within one month, here and free of charge. Until then none of it is erased."),
            ),
            law=_("GDPR art. 20"),
            question=_("Is there something that you look for?"),
            hint=_("You need not give a reason."),
        ),
        Right.MARKETING_OBJECTION: Asking(
            right=Right.MARKETING_OBJECTION,
            title=_("Say no to direct marketing"),
            short=_("Marketing"),
            happens=(
                _("It stops at once. We ask for no reason and weigh nothing."),
                _("Your case is not touched by this."),
            ),
            law=_("GDPR art. 21(2)-(3)"),
        ),
        Right.SUPPLIER_INFORMATION: Asking(
            right=Right.SUPPLIER_INFORMATION,
            title=_("Ask about our suppliers"),
            short=_("Suppliers"),
            happens=(
                _("You get the name of each supplier that can reach your data, where it is, and what binds it."),
                _("You get the answer within one month."),
            ),
            law=_("GDPR art. 15(1)(c), 28"),
            question=_("Which supplier do you mean?"),
            hint=_("You need not name one."),
        ),
    }
)


def offered() -> tuple[Asking, ...]:
    """The rights that can be asked for, in the order of the law."""
    return tuple(each for right, each in ASKING.items() if right in ANSWERABLE)
