"""What another controller holds, and the addresses under which it could be asked for."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from accounts.access import mark_of
from accounts.models import User
from accounts.permissions import Permission
from accounts.routes import Route, every_route
from audit.models import Event
from collections_app.models import (
    Authorisation,
    CallRecording,
    Case,
    Debtor,
    Disclosure,
    ImportUpload,
    IntakeItem,
    LedgerEntry,
    LegalFile,
    LegalReport,
    Payment,
    PseudonymSet,
    Recipient,
    SupportSession,
)
from collections_app.models.records import KeptRecord
from collections_app.services.sets import exports
from personal_data.models import SuppressionReason
from personal_data.purposes import Purpose
from personal_data.services import suppression
from privacy.models import AccessReview, DataSubjectRequest, Letter
from retention.models import Certificate, LegalHold, OwnTerm, RetentionRule, Run, UseKind
from tests.architecture.reach.records import NAME, changed, on_paper
from tests.collections_app.records.conftest import names_approved
from tests.factories import acting, recipients
from tests.factories.retention import experience_of, statistics_approved

OF_STAFF = {
    route.name: route
    for route in every_route()
    if mark_of(route.view) in {permission.value for permission in Permission}
}

_GROUP = re.compile(r"\(\?P<(?P<name>\w+)>(?P<pattern>(?:[^()]|\([^()]*\))*)\)|<(?:\w+:)?(?P<converted>\w+)>")

# A head of the log is of no controller: everybody can read it in the portal.
_OF_NOBODY = {"dpo-audit-api-consistency"}
OF_ONE_RECORD = {
    name: route for name, route in OF_STAFF.items() if _GROUP.search(route.pattern) and name not in _OF_NOBODY
}


@dataclass(frozen=True)
class Beyond:
    """What the other controller holds."""

    case: Case
    debtor: Debtor
    item: IntakeItem
    upload: ImportUpload
    request: DataSubjectRequest
    letter: Letter
    payment: Payment
    entry: LedgerEntry
    recipient: Recipient
    disclosure: Disclosure
    report: LegalReport
    legal_file: LegalFile
    run: Run
    hold: LegalHold
    certificate: Certificate
    event: Event
    member: User
    """Somebody of the staff who works for this controller only."""
    unlinked: str
    """A request that is of nobody yet, by its reference."""
    records: tuple[KeptRecord, ...]
    """One at each desk of records beside the cases."""

    def address(self, route: Route) -> str:
        """Where a page shows one of these records."""

        def value(group: re.Match[str]) -> str:
            name = group["name"] or group["converted"]
            known = {
                "reference": [self.unlinked] if "unlinked" in route.name else self._references(route),
                "case": [self.case.reference],
                "kind": [self._kind(route)],
                "detail": [str(self.debtor.details.get().pk)],
                "debtor_reference": [self.debtor.reference],
                "person": [self.debtor.reference],
                "letter": [str(self.letter.pk)],
                "number": [self._number(route)],
                "other": [self.payment.reference],
                "disclosure": [str(self.disclosure.pk)],
                "authorisation": [str(Authorisation.objects.get().pk)],
                "entry": [self._entry(route)],
                "note": [str(self.case.notes.get().pk)],
                "language": ["sv"],
                "part": ["pdf"],
                "event_id": [str(self.event.id)],
                "review_id": [str(self._review())],
                "user_id": [str(self.member.pk)],
                "subject_id": [str(self.debtor.subject_id)],
                "to": [(self.report if "report" in route.name else self).recipient.reference],
                "controller": [self.case.controller.reference],
                "key": ["kept.case_file"],
                "creditor": [self.case.creditor.reference],
                "call": [str(self.case.calls.get().pk)],
                "item": [str(self.legal_file.items.get().pk)],
                "recording": [str(CallRecording.objects.get(case_reference=self.case.reference).pk)],
                "playback": [str(uuid4())],
                "envelope": [str(self.case.envelope_id)],
                "rule": [str(RetentionRule.objects.filter(controller=self.case.controller)[0].pk)],
                "term": [str(self._term(route))],
                "own": [str(self._term(route))],
                "record": [each.reference for each in self.records if each._meta.model_name == "grade"],
                "act": [str(self.certificate.act_id)],
                "form": ["pdf"],
                "size": ["1"],
                "asked": [self._asked()] if "dpo-set-" in route.name else [],
                "export": [self._file()] if "dpo-set-" in route.name else [],
                "session": [str(SupportSession.objects.get().pk)],
                "use": [self._use()] if "statistics" in route.name else [],
            }
            assert name in known, f"Say here which record of another controller {name!r} names in /{route.pattern}."
            return next(each for each in known[name] if re.fullmatch(group["pattern"] or ".+", each))

        return "/" + re.sub(r"\^|\$|\\Z|\\", "", _GROUP.sub(value, route.pattern))

    def _entry(self, route: Route) -> str:
        """A line of the ledger, or one on the suppression list."""
        if "suppression" not in route.name:
            return str(self.entry.pk)
        with acting.nightly(Purpose.SUBJECT_REQUEST):
            made = suppression.enter(
                controller=self.case.controller,
                reason=SuppressionReason.MISTAKEN_IDENTITY,
                found_by=[1],
                by=uuid4(),
                at=timezone.now(),
            )
        return str(made.pk)

    def _term(self, route: Route) -> UUID:
        """A proposed end of the case file's own, or of the enquiry's where the route is one of that desk."""
        enquiry = next(each for each in self.records if each._meta.model_name == "enquiryfile")
        of = enquiry if route.name.startswith("handler-enquiries") else self.case
        shared = {"controller": self.case.controller, "envelope_id": of.envelope_id}
        term = OwnTerm(
            **shared, kind="until", day=date(2199, 1, 1), reason="other_law", citation="Act 1", proposed_by=uuid4()
        )
        term.proposed_at = timezone.now()
        term.save()
        return term.id

    def _use(self) -> str:
        """An approved statement of whom the counts are for."""
        with acting.nightly(Purpose.RETENTION):
            return str(statistics_approved(self.case.controller, UseKind.RELEASE).pk)

    def _set(self) -> PseudonymSet:
        """A set of experience of their closed cases."""
        with acting.nightly(Purpose.COLLECTION):
            return experience_of(self.case.controller)

    def _asked(self) -> str:
        """Names for a portfolio, approved by a second person."""
        return str(names_approved(self.case.controller, "P-1").pk)

    def _file(self) -> str:
        """A file of a set that left."""
        with acting.nightly(Purpose.COLLECTION):
            made, now = self._set(), timezone.now()
            return str(exports.note(of=made, rows=1, use_until=made.ends_on, by=uuid4(), at=now).pk)

    def _review(self) -> UUID:
        """An opening that stands out."""
        now = timezone.now()
        made = AccessReview.objects.create(
            controller=self.case.controller,
            rule="night",
            actor=uuid4(),
            from_at=now,
            until_at=now,
            number=3,
            threshold=3,
            found_at=now,
            due_on=now.date(),
        )
        return made.pk

    def _references(self, route: Route) -> list[str]:
        """What has a number: first the record that is kept at the desk of the route, where it is a desk of records."""
        at = {"handler-records": "hardship", "handler-applicants": "applicant", "handler-enquiries": "enquiryfile"}
        if (route.name or "").startswith("dpo-set-"):
            return [self._set().reference]
        if route.name == "handler-marketing-supplier":
            with acting.nightly(Purpose.COLLECTION):
                return [recipients.recipient(self.case.controller, "marketing").reference]
        wanted = next((name for desk, name in at.items() if (route.name or "").startswith(desk)), "")
        here = [each.reference for each in self.records if each._meta.model_name == wanted]
        return [*here, *(each.reference for each in self.named())]

    def _kind(self, route: Route) -> str:
        name = route.name or ""
        if name.startswith("handler-records"):
            return {"on-case": "hardship", "end-all": "valuation-row"}.get(name[len("handler-records-") :], "chat")
        if name.startswith(("handler-applicants", "handler-enquiries")):
            return "applicant" if "applicants" in name else "enquiry"
        return "receipt"

    def _number(self, route: Route) -> str:
        if route.name == "handler-report":
            return str(self.report.pk)
        if "papers/" in route.pattern:
            return on_paper(self.case, route.name)
        if "changes/" in route.pattern:
            return changed(self.case)
        return str(self.recipient.safeguards.get().pk) if "safeguards" in route.pattern else "1"

    def named(self) -> tuple[Any, ...]:
        """What has a reference of its own in addresses."""
        of_the_case = (self.case, self.case.creditor, self.item, self.upload, self.payment, self.legal_file)
        return *of_the_case, self.request, self.run, self.hold, self.certificate, self.recipient, *self.records

    def traces(self) -> set[str]:
        """By what a page would give it away."""
        references = (each.reference for each in (self.debtor, *self.named()))
        return {NAME, self.case.controller.reference, self.unlinked, *references}
