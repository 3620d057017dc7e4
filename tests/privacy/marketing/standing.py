"""What stands against reaching somebody by marketing, and the reason that a batch gives for it."""

from collections.abc import Callable

from django.utils import timezone

from collections_app.models import Debtor
from collections_app.services.legal_files import filing
from personal_data.models import BlockKind, SuppressionReason
from personal_data.purposes import Purpose
from personal_data.services import blocks, suppression
from tests.factories import acting
from tests.factories import recipients as making
from tests.privacy.marketing.conftest import Lender


def objects(lender: Lender, who: Debtor) -> None:
    blocks.place(kind=BlockKind.MARKETING, reason_code="request.marketing_objection", subject=who.subject)


def is_suppressed(lender: Lender, who: Debtor) -> None:
    entered = suppression.enter_person(
        subject=who.subject, reason=SuppressionReason.MARKETING_OBJECTION, by=making.BY, at=timezone.now(), reference=""
    )
    assert entered is not None


def is_restricted(lender: Lender, who: Debtor) -> None:
    blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy", subject=who.subject)


def has_a_restricted_profile(lender: Lender, who: Debtor) -> None:
    blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy", envelopes=[who.envelope_id])


def has_a_restricted_case(lender: Lender, who: Debtor) -> None:
    blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy", envelopes=[lender.case_of(who).envelope_id])


def waits_for_an_objection(lender: Lender, who: Debtor) -> None:
    blocks.place(kind=BlockKind.OBJECTION, reason_code="request.objection", subject=who.subject)


def is_held(lender: Lender, who: Debtor) -> None:
    blocks.place(kind=BlockKind.HOLD, reason_code="lawsuit", envelopes=[who.envelope_id])


def disputes_a_claim(lender: Lender, who: Debtor) -> None:
    matter = filing.Matter(kind="dispute", matter="Says that it was paid.", authority="Provköpings tingsrätt")
    with acting.hanna(Purpose.LEGAL_CLAIM) as here:
        filing.open_on(case=lender.case_of(who), matter=matter, by=here.actor.id, at=timezone.now())


STANDING: dict[str, tuple[Callable[[Lender, Debtor], None], str]] = {
    "said no": (objects, "opted_out"),
    "said no, known by the list alone": (is_suppressed, "opted_out"),
    "restricted": (is_restricted, "restricted"),
    "restricted profile": (has_a_restricted_profile, "restricted"),
    "restricted case": (has_a_restricted_case, "restricted"),
    "objection pending": (waits_for_an_objection, "restricted"),
    "legal hold": (is_held, "restricted"),
    "in dispute": (disputes_a_claim, "in_dispute"),
}
