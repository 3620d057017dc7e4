"""What the demo keeps on paper, who speaks for one of its debtors, and what is open to IT support for some hours."""

from datetime import date, datetime, timedelta
from io import BytesIO
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import User
from collections_app.models import (
    Authorisation,
    AuthorityKind,
    AuthorityScope,
    Case,
    PaperBox,
    PaperKind,
    Recipient,
    RecipientKind,
    SupportAccount,
    SupportReason,
)
from collections_app.services import authorisations, papers, support_sessions
from config.demo import paper, staff
from personal_data import access, envelopes
from personal_data.models import Controller, EnvelopeBlock, Role
from personal_data.purposes import Purpose

_SHELVES = {
    "AMILI": ("A-2023-11", "Stockholm, archive 2, shelf 14"),
    "AXACTOR": ("N-2023-4", "Oslo, basement, shelf 3"),
}
_PAPERS = ((PaperKind.AGREEMENT, 4), (PaperKind.CORRESPONDENCE, 2), (PaperKind.DECISION, 11))
_SEEN = ("case.status", "claim.number", "claim.due_on")
_OPEN_FOR = timedelta(hours=8)


def tell(controller: Controller, *, now: datetime) -> int:
    """Write it once; returns how many papers were filed."""
    if PaperBox.objects.filter(controller=controller).exists() or controller.reference not in _SHELVES:
        return 0
    known = dict(User.objects.values_list("email", "pk"))
    filed = _file_papers(controller, by=known[staff.RECORDS_OFFICER], now=now)
    if supplier := Recipient.objects.filter(controller=controller, kind=RecipientKind.IT_SUPPORT).first():
        _open_to_support(supplier, by=known[staff.SUPERVISOR], now=now)
        _let_somebody_speak(controller, by=known[staff.HANDLER], verified_by=known[staff.SUPERVISOR], now=now)
    return filed


def _file_papers(controller: Controller, *, by: UUID, now: datetime) -> int:
    """A box with a paper of a case that falls due today, of one that waits for its day, and of one that is open."""
    label, location = _SHELVES[controller.reference]
    held = EnvelopeBlock.objects.filter(lifted_at=None, envelope__isnull=False).values("envelope_id")
    cases = Case.objects.filter(controller=controller).exclude(envelope_id__in=held).order_by("reference")
    closed = cases.filter(closed_on__isnull=False).order_by("closed_on", "reference")
    chosen = [closed.first(), closed.last(), cases.filter(closed_on=None).first()]
    with access.context(actor=access.Actor("staff", by), purpose=Purpose.RETENTION, channel="command"):
        box = papers.add_box(controller=controller, label=label, location=location, by=by, at=now)
        filed = [
            papers.file(case=case, box=box, kind=kind, sheets=sheets, by=by, at=now)
            for case, (kind, sheets) in zip(chosen, _PAPERS, strict=True)
            if case is not None
        ]
    return len(filed)


def _open_to_support(supplier: Recipient, *, by: UUID, now: datetime) -> None:
    """One case that shows a fault is open to the technician for as long as a session may last."""
    technician = User.objects.get(email=staff.TECHNICIAN)
    blocked = EnvelopeBlock.objects.filter(lifted_at=None, envelope__isnull=False).values("envelope_id")
    cases = Case.objects.open().filter(controller=supplier.controller).exclude(envelope_id__in=blocked)
    case = cases.select_related("controller", "envelope").order_by("-reference").first()
    if case is None or SupportAccount.objects.filter(user=technician).exists():
        return
    with access.context(actor=access.Actor("staff", by), purpose=Purpose.COLLECTION, channel="command"):
        account = support_sessions.bind(user=technician, recipient=supplier, by=by, at=now)
        support_sessions.open_case(
            case=case,
            account=account,
            reason=SupportReason.FAULT,
            fields=_SEEN,
            lasts=_OPEN_FOR,
            by=by,
            at=now,
        )


def _let_somebody_speak(controller: Controller, *, by: UUID, verified_by: UUID, now: datetime) -> Authorisation | None:
    """A power of attorney from the debtor with the printed sign-in letter, verified by a second person."""
    debtor = next(iter(paper.addressees(controller, 1)), None)
    if debtor is None:
        return None
    own = Case.objects.open().filter(case_debtors__debtor=debtor, case_debtors__role=Role.DEBTOR)
    case = own.select_related("controller").order_by("reference")[0]
    today = now.astimezone(ZoneInfo(controller.time_zone)).date()
    content = _document(today)
    with access.context(actor=access.Actor("staff", by), purpose=Purpose.SUBJECT_REQUEST, channel="command"):
        envelopes.open([debtor])
        kept = authorisations.enter(
            case=case,
            debtor=debtor,
            stated=_stated(today),
            content=BytesIO(content),
            size=len(content),
            by=by,
            at=now,
        )
    with access.context(actor=access.Actor("staff", verified_by), purpose=Purpose.SUBJECT_REQUEST, channel="command"):
        return authorisations.verify(kept=kept, by=verified_by, at=now)


def _stated(today: date) -> authorisations.Stated:
    return authorisations.Stated(
        name="Gunilla Påhittad",
        address="Ombudsvägen 3\n999 08 Provköping",
        country="SE",
        language="sv",
        kind=AuthorityKind.POWER_OF_ATTORNEY,
        scope=(AuthorityScope.CLAIMS,),
        is_protected=False,
        valid_from=today - timedelta(days=5),
        valid_until=today + timedelta(days=360),
        document=f"Fullmakt, {today - timedelta(days=5):%Y-%m-%d}",
    )


def _document(today: date) -> bytes:
    """A page that says what a scanned power of attorney would."""
    words = f"Fullmakt, {today - timedelta(days=5):%Y-%m-%d}: Gunilla P\\345hittad talar f\\366r mig."
    text = f"BT /F 14 Tf 72 760 Td ({words}) Tj ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    written, places = "%PDF-1.4\n", ["0000000000 65535 f "]
    for number, each in enumerate(objects, start=1):
        places.append(f"{len(written):010d} 00000 n ")
        written += f"{number} 0 obj\n{each}\nendobj\n"
    size, table = len(places), " \n".join(place.strip() for place in places)
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(written)}\n%%EOF\n"
    return f"{written}xref\n0 {size}\n{table} \n{trailer}".encode("ascii")
