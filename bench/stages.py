"""The stages of a benchmark run and the databases that they share."""

from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import connections
from django.utils import timezone

from accounts.roles import Role
from accounts.services import staff
from bench import (
    copies,
    due_dates,
    erasing,
    filling,
    finding,
    growth,
    inputs,
    intake,
    letters,
    machine,
    pages,
    payments,
    plain,
    portal,
    recordings,
    residual,
    signing_in,
    throughput,
    trail,
    uploads,
    writes,
)
from bench.measuring import Result
from collections_app.models import Creditor
from collections_app.services import creditors
from personal_data import access
from personal_data.purposes import Purpose
from personal_data.services import controllers
from retention.services import rules
from tests.fixtures import databases

_SMALL, _LARGE, _PLAIN, _DUE, _COPIES = "bench_small", "bench_large", "bench_plain", "bench_due", "bench_copies"
_RECORDINGS = "bench_recordings"
_UPLOADS = "bench_uploads"
_PAYMENTS = "bench_payments"
_CLOCKS = "bench_clocks"
_FEW = "bench_few_due"
_TRAIL, _SHORTER, _RECORDED = "bench_trail", "bench_trail_shorter", "bench_recorded"
_CASES = 2_000


class Bench:
    """One run: databases are made as the stages need them and dropped at the end."""

    def __init__(
        self,
        folder: Path,
        scale: int,
        due: int,
        debtors: int = 0,
        events: int = 1_000_000,
        pairs: int = throughput.PAIRS,
    ) -> None:
        self._folder = folder
        self._scale = scale
        self._due = due
        self._debtors = debtors
        self._events = events
        self._pairs = pairs
        self._large: tuple[float, int] | None = None

    def run(self, only: list[str]) -> list[Result]:
        """Measure the chosen stages and print each as it comes."""
        stages: dict[str, Callable[[], list[Result]]] = {
            "intake": self._intake,
            "pages": self._pages,
            "portal": self._portal,
            "finding": self._finding,
            "writes": self._writes,
            "erasing": self._erasing,
            "residual": self._residual,
            "growth": self._growth,
            "due_dates": self._due_dates,
            "letters": letters.measure,
            "copies": self._copies,
            "signing_in": self._signing_in,
            "payments": self._payments,
            "recordings": self._recordings,
            "uploads": self._uploads,
            "throughput": self._throughput,
            "trail": self._trail,
        }
        results: list[Result] = []
        for name, stage in stages.items():
            if name in only:
                before = machine.pace()
                measured = stage()
                print(f"{name}. The machine's pace before: {before}; after: {machine.pace()}.")
                for result in measured:
                    print("\n".join(result.lines()), flush=True)
                results += measured
        return results

    def clean_up(self) -> None:
        """Drop the databases."""
        connections.close_all()
        ours = (_SMALL, _LARGE, _PLAIN, _DUE, _COPIES, _RECORDINGS, _UPLOADS, _PAYMENTS, _CLOCKS, _FEW, _TRAIL,
                _SHORTER, _RECORDED)  # fmt: skip
        for name in (*ours, "bench_erase_ours", "bench_erase_hand"):
            databases.drop(name)

    def _intake(self) -> list[Result]:
        small = self._scale // 10
        _founded(_SMALL)
        first = intake.run(_SMALL, small, self._folder, seed=1)
        return intake.measure(first, self._imported(), (small, self._scale))

    def _pages(self) -> list[Result]:
        self._both()
        return pages.measure(_LARGE, _PLAIN)

    def _portal(self) -> list[Result]:
        self._both()
        return portal.measure(_LARGE, _PLAIN)

    def _finding(self) -> list[Result]:
        self._imported()
        return finding.measure(_LARGE)

    def _writes(self) -> list[Result]:
        self._both()
        return writes.measure(_LARGE, _PLAIN)

    def _erasing(self) -> list[Result]:
        return erasing.measure(_DUE, self._all_due(_DUE, self._due), self._folder)

    def _residual(self) -> list[Result]:
        self._imported()
        return residual.measure(erasing.fresh(_LARGE, "bench_erase_ours"), self._scale)

    def _growth(self) -> list[Result]:
        """``--due 1000000`` compares 10,000 with a million; on less it compares with a tenth. The case files of both
        hold the same: a claim each."""
        few = self._all_due(_FEW, min(10_000, self._due // 10), inputs.ONE_CLAIM_EACH)
        return growth.measure((_FEW, few), (_DUE, self._all_due(_DUE, self._due, inputs.ONE_CLAIM_EACH)))

    def _all_due(self, name: str, count: int, countries: Sequence[str] = inputs.EVERYWHERE) -> int:
        _founded(name)
        intake.run(name, count, self._folder, seed=3, countries=countries)
        return erasing.prepare(name)

    def _due_dates(self) -> list[Result]:
        """Ten envelopes for each claim of the scale: ten million at 1,000,000."""
        _founded(_CLOCKS)
        return due_dates.measure(_CLOCKS, self._scale * 10)

    def _copies(self) -> list[Result]:
        _founded(_COPIES)
        return copies.measure()

    def _recordings(self) -> list[Result]:
        _founded(_RECORDINGS)
        return recordings.measure()

    def _payments(self) -> list[Result]:
        _founded(_PAYMENTS)
        intake.run(_PAYMENTS, self._scale // 10, self._folder, seed=4)
        return payments.measure(_PAYMENTS, self._folder)

    def _signing_in(self) -> list[Result]:
        self._imported()
        return signing_in.measure(_LARGE)

    def _uploads(self) -> list[Result]:
        _founded(_UPLOADS)
        return uploads.measure(_UPLOADS, Creditor.objects.get(), self._folder)

    def _throughput(self) -> list[Result]:
        _founded(_RECORDED)
        intake.run(_RECORDED, _CASES, self._folder, seed=6)
        throughput.make_forgetful(_RECORDED)
        return throughput.measure(_RECORDED, self._pairs)

    def _trail(self) -> list[Result]:
        """A trail of its own length; ``--events 10000000`` is the scale of the numbers, and takes some ten minutes."""
        _founded(_TRAIL)
        intake.run(_TRAIL, 100, self._folder, seed=7)
        return trail.measure(_TRAIL, self._events, shorter=_SHORTER)

    def _imported(self) -> tuple[float, int]:
        if self._large is None:
            _founded(_LARGE)
            filling.fill(_LARGE, self._debtors, seed=9)
            self._large = intake.run(_LARGE, self._scale, self._folder, seed=2)
            with databases.superuser(_LARGE) as server:
                server.execute("VACUUM ANALYZE")
        return self._large

    def _both(self) -> None:
        self._imported()
        with databases.superuser() as server:
            known = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_PLAIN]).fetchone()
        if not known:
            databases.point_at("postgres")
            with databases.superuser() as server:
                server.execute(f'CREATE DATABASE "{_PLAIN}" OWNER owner TEMPLATE "{_LARGE}" STRATEGY FILE_COPY')
            plain.strip(_PLAIN)


def _founded(name: str) -> None:
    """A fresh database with a controller, its rules, a creditor and somebody who may look."""
    databases.clone(name)
    databases.point_at(name)
    with access.context(actor=access.Actor("system", uuid4()), purpose=Purpose.SUPERVISION, channel="command"):
        controller = controllers.create(
            reference="AMILI",
            name="Benchmark controller",
            company_number="556439-5670",
            country="SE",
            time_zone="Europe/Stockholm",
            language="sv",
            collection_basis="6(1)(e)",
        )
        rules.publish(controller=controller, content=rules.read(rules.RULES_FOLDER / "visma_amili_se.toml"))
        now = timezone.now()
        creditors.register(controller=controller, reference="C-BENCH", name="Benchmark", country="SE", at=now)
        staff.create(
            email="bench@sigill.test",
            name="Bench",
            password=uuid4().hex,
            roles=[Role.HANDLER],
            secrecy_on=now.date(),
            by=uuid4(),
            at=now,
            controllers=[controller],
        )
    assert settings.AUDIT_RECORDER == "audit.trail.CommittedRecorder"
