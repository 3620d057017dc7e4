"""What an import would do: the documents of a file judged by the rules of booking, and nothing written."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from collections_app.models import Creditor
from collections_app.policies.intake import Verdict
from collections_app.services import filing
from collections_app.services.intake import arrivals as intake_arrivals
from collections_app.services.intake import matching
from collections_app.services.intake.arrivals import Arrival
from collections_app.services.intake.batch import Booking
from collections_app.services.intake.matching import Booked

_NOWHERE = filing.FiledCase(UUID(int=0), UUID(int=0))


class Forecast(Booking):
    """A booking that stops short of writing: what it would have written it remembers, so that the next batch of the
    same file meets it as it would meet the books."""

    def __init__(self, creditor: Creditor, at: datetime) -> None:
        super().__init__(creditor, at)
        self.why_aside: Counter[str] = Counter()
        self._seen: dict[bytes, Booked] = {}
        self._seen_aside: set[tuple[bytes, bytes]] = set()

    @property
    def books(self) -> bool:
        """Whether the import would book or set aside anything."""
        return bool(self.counts.new or self.counts.credited or self.counts.set_aside)

    def judge(self, arrivals: Sequence[Arrival]) -> list[Verdict]:
        """What would become of each document of the next batch, in their order."""
        self._known = matching.documents(arrivals)
        self._known.suppressed = matching.suppressed(self._creditor, arrivals)
        asked = {each.digest for each in arrivals} | {each.names for each in arrivals if each.names}
        self._known.booked.update({digest: self._seen[digest] for digest in asked if digest in self._seen})
        self._known.set_aside.update(self._seen_aside.intersection((each.digest, each.content) for each in arrivals))
        verdicts: dict[int, Verdict] = {}
        for position in sorted(range(len(arrivals)), key=lambda place: arrivals[place].is_credit_note):
            verdicts[position] = self._judge_one(arrivals[position])
        return [verdicts[position] for position in range(len(arrivals))]

    def _judge_one(self, arrival: Arrival) -> Verdict:
        before = self.counts.set_aside
        if self._is_new(arrival):
            if arrival.is_credit_note:
                self._file_credit_note(arrival)
            else:
                self._file_claim(arrival, _NOWHERE)
                self.counts.new += 1
        elif self.counts.set_aside == before:
            return Verdict.UNCHANGED
        return Verdict.NEW if self.counts.set_aside == before else self._last_aside

    def _put_aside(self, arrival: Arrival, verdict: Verdict) -> None:
        self.why_aside[verdict.value] += 1
        self._last_aside = verdict
        self._known.set_aside.add((arrival.digest, arrival.content))
        self._seen_aside.add((arrival.digest, arrival.content))
        self.counts.set_aside += 1

    def _file_claim(self, arrival: Arrival, case: filing.FiledCase, *, credits_id: UUID | None = None) -> None:
        what = intake_arrivals.claim_particulars(arrival, self._creditor, credits_id=credits_id)
        booked = Booked(_NOWHERE.id, _NOWHERE, what.kind, what.currency, arrival.content)
        self._known.booked[arrival.digest] = self._seen[arrival.digest] = booked
