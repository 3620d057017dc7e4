"""Bookings that the bank reports again, in another file or under no name: held against the books, unopened."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from collections_app.models import Payment, PaymentReason
from collections_app.policies import sightings as policy
from collections_app.policies.sightings import Likeness, Report
from collections_app.services.payments.matching import Arrival
from personal_data.models import Controller
from personal_data.postgresql import among  # noqa: F401  (registers the lookup)

_COLUMNS = ("entry_digest", "alike_digest", "reported_in", "is_named", "told_digest", "seen_digest", "reference")


@dataclass(frozen=True, slots=True)
class Earlier:
    """A booking in the books that is alike."""

    digest: bytes
    payment_reference: str
    report: Report


@dataclass(frozen=True, slots=True)
class Again:
    """A booking that arrives and is certainly, or perhaps, one of the books."""

    earlier: Earlier
    is_certain: bool


@dataclass(slots=True)
class Sightings:
    """The bookings of the books that one file has reported again, so that none of them stands for two of its own."""

    file_id: int | None = None
    taken: set[bytes] = field(default_factory=set)

    def of(self, controller: Controller, arrivals: Sequence[Arrival]) -> dict[bytes, Again]:
        """Which of the bookings, by digest, are in the books under another name or none."""
        bookings = {each.digest: each for each in arrivals}
        alike: dict[bytes, list[Arrival]] = defaultdict(list)
        for arrival in bookings.values():
            alike[arrival.alike].append(arrival)
        found = {}
        for name, earlier in self._alike(controller, list(bookings.values())).items():
            known = [each for each in earlier if each.digest not in self.taken]
            pairs = policy.pairs([_report(each) for each in alike[name]], [each.report for each in known])
            for at, (earlier_at, likeness) in pairs.items():
                self.taken.add(known[earlier_at].digest)
                found[alike[name][at].digest] = Again(known[earlier_at], is_certain=likeness <= Likeness.SAME)
        return found

    def _alike(self, controller: Controller, arrivals: Sequence[Arrival]) -> dict[bytes, list[Earlier]]:
        """What the books had before this file, by what is alike. Of two named ones neither is the other."""
        named = [each.alike for each in arrivals if each.entry.bank_reference]
        unnamed = [each.alike for each in arrivals if not each.entry.bank_reference]
        books = Payment.objects.filter(controller=controller, part=0).exclude(reason=PaymentReason.SAME)
        if self.file_id is not None:
            books = books.exclude(file_id=self.file_id)
        # Two queries, because the index answers neither of both when they are asked as one.
        rows = list(books.filter(alike_digest__among=unnamed).order_by("id").values_list(*_COLUMNS)) if unnamed else []
        if named:
            alike_unnamed = books.filter(alike_digest__among=named, is_named=False)
            rows += alike_unnamed.order_by("id").values_list(*_COLUMNS)
        found: dict[bytes, list[Earlier]] = defaultdict(list)
        for digest, alike, reported_in, is_named, told, seen, reference in dict.fromkeys(rows):
            report = Report(reported_in, is_named, bytes(told or b""), seen is not None)
            found[bytes(alike)].append(Earlier(bytes(digest), reference, report))
        return found


def _report(arrival: Arrival) -> Report:
    return Report(arrival.entry.reported_in, bool(arrival.entry.bank_reference), arrival.told)


def note(again: dict[bytes, Again]) -> None:
    """Keep with bookings that are certainly the same under which name another file reports them."""
    for digest, each in again.items():
        if each.is_certain:
            Payment.objects.filter(entry_digest=each.earlier.digest).update(seen_digest=digest)
