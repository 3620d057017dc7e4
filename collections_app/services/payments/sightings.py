"""Bookings that the bank reports again, in another file or under no name: held against the books, unopened."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from collections_app.models import Payment, PaymentReason
from collections_app.policies import sightings as policy
from collections_app.policies.sightings import BGMAX, Likeness, Report
from collections_app.services.payments import arrivals as reported
from collections_app.services.payments import deposits
from collections_app.services.payments.arrivals import Arrival, Key
from personal_data import digests
from personal_data.models import Controller
from personal_data.postgresql import among  # noqa: F401  (registers the lookup)

_COLUMNS = (
    "entry_digest", "part", "reference", "reported_in", "is_named", "told_digest", "seen_digest", "names_digests",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Earlier:
    """A payment in the books that is alike."""

    key: Key
    payment_reference: str
    report: Report


@dataclass(frozen=True, slots=True)
class Again:
    """A payment that arrives and is certainly, or perhaps, one of the books: of which booking and which number; both
    are empty where its details have been erased."""

    digest: bytes
    payment_reference: str
    is_certain: bool


@dataclass(slots=True)
class Sightings:
    """The payments of the books that one file has reported again, so that none of them stands for two of its own."""

    file_id: int | None = None
    taken: set[Key] = field(default_factory=set)

    def of(self, controller: Controller, arrivals: Sequence[Arrival]) -> dict[Key, Again]:
        """Which of the payments are in the books under another name or none."""
        alike = self._alike(controller, {each.digest: each for each in arrivals})
        found = {each.key: alike[each.digest] for each in arrivals if each.digest in alike}
        for question in (self._elsewhere, deposits_of, erased_of):
            left = [each for each in arrivals if each.key not in found]
            found |= question(controller, left) if left else {}
        return found

    def _alike(self, controller: Controller, bookings: dict[bytes, Arrival]) -> dict[bytes, Again]:
        """Whole bookings, by what the same kind of file says. Of two named ones neither is the other."""
        named = [each.alike for each in bookings.values() if each.entry.bank_reference]
        unnamed = [each.alike for each in bookings.values() if not each.entry.bank_reference]
        books = self._books(controller).filter(part=0)
        # Two queries, because the index answers neither of both when they are asked as one.
        rows = _earlier(books.filter(alike_digest__among=unnamed), "alike_digest") if unnamed else []
        if named:
            rows += _earlier(books.filter(alike_digest__among=named, is_named=False), "alike_digest")
        found = self._paired(bookings.values(), dict.fromkeys(rows), lambda arrival: arrival.alike)
        return {digest: again for (digest, _part), again in found.items()}

    def _elsewhere(self, controller: Controller, arrivals: Sequence[Arrival]) -> dict[Key, Again]:
        """Single payments, by what the other kind of file says: BgMax or camt."""
        other = self._books(controller).filter(amount_digest__among=[each.amount for each in arrivals])
        is_bgmax = arrivals[0].entry.reported_in == BGMAX
        other = other.exclude(reported_in=BGMAX) if is_bgmax else other.filter(reported_in=BGMAX)
        return self._paired(arrivals, _earlier(other, "amount_digest"), lambda arrival: arrival.amount)

    def _books(self, controller: Controller) -> QuerySet[Payment]:
        """What the books had before this file."""
        books = Payment.objects.filter(controller=controller).exclude(reason=PaymentReason.SAME)
        return books if self.file_id is None else books.exclude(file_id=self.file_id)

    def _paired(
        self,
        arrivals: Iterable[Arrival],
        earlier: Iterable[tuple[bytes, Earlier]],
        name_of: Callable[[Arrival], bytes],
    ) -> dict[Key, Again]:
        """The most alike first, among those that have one name."""
        new: dict[bytes, list[Arrival]] = defaultdict(list)
        known: dict[bytes, list[Earlier]] = defaultdict(list)
        for name, each in earlier:
            if each.key not in self.taken:
                known[name].append(each)
        for arrival in arrivals:
            if (name := name_of(arrival)) in known:
                new[name].append(arrival)
        found = {}
        for name, arrived in new.items():
            pairs = policy.pairs([_report(each) for each in arrived], [each.report for each in known[name]])
            for at, (earlier_at, likeness) in pairs.items():
                one = known[name][earlier_at]
                self.taken.add(one.key)
                found[arrived[at].key] = Again(one.key[0], one.payment_reference, likeness <= Likeness.SAME)
        return found


def deposits_of(controller: Controller, arrivals: Sequence[Arrival]) -> dict[Key, Again]:
    """Sums that are a whole deposit of BgMax in the books, and parts of a deposit of which the sum has been used."""
    used = deposits.found_for(controller, arrivals)
    return {key: Again(b"", reference, is_certain=False) for key, reference in used.items()}


def erased_of(controller: Controller, arrivals: Sequence[Arrival]) -> dict[Key, Again]:
    """What was paid on that day in that amount and has been erased: only a digest of it was kept."""
    kept = digests.erased_among({each.amount for each in arrivals})
    return {each.key: Again(b"", "", is_certain=False) for each in arrivals if each.amount in kept}


def note(again: dict[Key, Again]) -> None:
    """Keep with bookings that are certainly the same under which name another file reports them."""
    certain = {digest: each.digest for (digest, _part), each in again.items() if each.is_certain}
    for digest, earlier in certain.items():
        Payment.objects.filter(entry_digest=earlier).update(seen_digest=digest)


def _report(arrival: Arrival) -> Report:
    entry = arrival.entry
    return reported.report_of(entry.reported_in, arrival.told, arrival.names, is_named=bool(entry.bank_reference))


def _earlier(books: QuerySet[Payment], name: str) -> list[tuple[bytes, Earlier]]:
    rows = books.order_by("id").values_list(name, *_COLUMNS)
    return [
        (bytes(named), Earlier((bytes(digest), part), reference, _kept(*told)))
        for named, digest, part, reference, *told in rows
    ]


def _kept(reported_in: str, is_named: bool, told: bytes | None, seen: bytes | None, names: bytes | None) -> Report:
    told, names = bytes(told or b""), bytes(names or b"")
    return reported.report_of(reported_in, told, names, is_named=is_named, is_seen_again=seen is not None)
