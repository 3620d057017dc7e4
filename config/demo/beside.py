"""What the demo keeps beside its cases: a dispute with a part of a call, and records of every kind that has a rule.

Some have ended, so that their day has come; the persons are made up.
"""

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import User
from collections_app.models import CallRecording, Case, LegalFile
from collections_app.models.records import EndedBecause, KeptRecord
from collections_app.record_kinds import KINDS, Desk, Kind, Starts
from collections_app.selectors import legal_files
from collections_app.services.legal_files import filing, keeping
from collections_app.services.records import clocks, ending
from collections_app.services.records.keeping import Entry, enter
from config.demo.story import months_before
from config.demo.valued import PORTFOLIO
from personal_data import access
from personal_data.models import Controller
from personal_data.purposes import Purpose

_PURPOSES = {Desk.CASES: Purpose.COLLECTION, Desk.RECRUITING: Purpose.RECRUITMENT, Desk.ENQUIRIES: Purpose.LEGAL_REPORT}
_WHO = {
    Desk.CASES: "hanna.handler@demo.sigill.test",
    Desk.RECRUITING: "rikard.recruiter@demo.sigill.test",
    Desk.ENQUIRIES: "rita.report@demo.sigill.test",
}
_DAYS = (5, 40, 200)
_DAMAGE_MONTHS = 36
_PEOPLE = ("Nora Exempel", "Pelle Påhitt", "Saga Sagesson")
_TEXTS = {
    "words": "Asks whether the first instalment has arrived.",
    "reply_to": "post@example.com",
    "terms": "20 000 at 8 percent, 24 months.",
    "security": "A floating charge on the company's stock.",
    "phone": "+46 70 174 06 05",
    "email": "post@example.com",
    "application": "Has answered telephones at a bank for four years.",
    "extract": "No payment remarks.",
    "findings": "Four payments from three banks on one day; asked for the origin of the money.",
    "claim": "1 200, overdue since spring.",
    "grade": "C",
    "made_from": "Paid two earlier claims late; no payment default; lives in a town.",
    "leads_to": "Voluntary collection goes on for another month.",
}


def tell(controller: Controller, *, now: datetime) -> int:
    """Write it once; return how many files and records were written."""
    kept = clocks.kept_by(controller)
    # A set under pseudonyms comes from a file (``valued``).
    kinds = [kind for kind in KINDS.values() if kind.record_class.name in kept and kind.name != "valuation-set"]
    if not kinds or any(kind.model._default_manager.filter(controller=controller).exists() for kind in kinds):
        return 0
    known = dict(User.objects.values_list("email", "pk"))
    by = {desk: known[email] for desk, email in _WHO.items()}
    today = now.astimezone(ZoneInfo(controller.time_zone)).date()
    count = _dispute(controller, by=known["lena.legal@demo.sigill.test"], now=now)
    for kind in kinds:
        with access.context(
            actor=access.Actor("staff", by[kind.desk]), purpose=_PURPOSES[kind.desk], channel="command"
        ):
            count += len(
                [_record(controller, kind, place, today, by=by[kind.desk], now=now) for place in range(len(_DAYS))]
            )
    return count


def _dispute(controller: Controller, *, by: UUID, now: datetime) -> int:
    """A contested claim with a note and, where calls are recorded, some seconds of one."""
    recording = CallRecording.objects.filter(controller=controller, seconds__gte=10).order_by("-recorded_at").first()
    cases = Case.objects.filter(controller=controller, notes__isnull=False).order_by("reference")
    case = cases.filter(reference=recording.case_reference).first() if recording else None
    case = case or cases.first()
    if case is None:
        return 0
    matter = filing.Matter("dispute", "Whether the goods were delivered", "The district court", "T 26-119")
    keeper = keeping.Keeper(by=by, at=now, why="It says when the goods came.")
    with access.context(actor=access.Actor("staff", by), purpose=Purpose.LEGAL_CLAIM, channel="command"):
        file: LegalFile = filing.open_on(case=case, matter=matter, by=by, at=now)
        keeping.keep_rows(file=file, copies=legal_files.copyable(case)[:1], keeper=keeper)
        if recording and recording.case_reference == case.reference and "transaction_proof" in recording.purposes:
            keeping.keep_clip(file=file, recording=recording, start=2, end=8, keeper=keeper)
        filing.open_on(case=case, matter=_over_today(controller, now), by=by, at=now)
    return 2


def _over_today(controller: Controller, now: datetime) -> filing.Matter:
    """A damage found so long ago that its file is due; like all such files, somebody looks at it before it goes."""
    yesterday = now.astimezone(ZoneInfo(controller.time_zone)).date() - timedelta(days=1)
    return filing.Matter(
        "damage", "Whether a letter went to the wrong address", discovered_on=months_before(yesterday, _DAMAGE_MONTHS)
    )


def _record(controller: Controller, kind: Kind, place: int, today: date, *, by: UUID, now: datetime) -> KeptRecord:
    """One record of a kind; the last of three has ended, so that its clock runs or has run out."""
    began = today - timedelta(days=_DAYS[place])
    expires = today + timedelta(days=30 - 15 * place) if kind.expires else None
    case = None if kind.by_itself else Case.objects.open().filter(controller=controller).order_by("reference")[place]
    parts = [] if case is None else list(case.case_debtors.select_related("debtor__subject").order_by("role", "id"))
    entry = Entry(
        began_on=began,
        texts={name: _TEXTS.get(name, _PEOPLE[place]) for name in kind.texts},
        expires_on=max(expires, began) if expires else None,
        gathering=PORTFOLIO if kind.gathering else "",
        case_reference=case.reference if case else "",
        persons=[] if kind.of_its_own else [(part.debtor.subject, part.role) for part in parts[:1]],
        picks={name: of.values[place % len(of.values)] for name, of in kind.picks.items()},
    )
    record = enter(kind=kind, controller=controller, entry=entry, by=by, at=now)
    because = kind.ends[-1] if kind.ends else None
    if place == len(_DAYS) - 1 and because not in (None, EndedBecause.ACCEPTED) and kind.starts is Starts.ENDED:
        ending.finish(record=record, because=str(because), on=today, by=by, at=now)
    return record
