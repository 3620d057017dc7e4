"""What the compliance monitor found in the demo: today by measuring, and a course of three weeks before it."""

from datetime import datetime, timedelta

from privacy.models import ComplianceFigure, Verdict
from privacy.selectors.compliance.checks import Measurement
from privacy.services.compliance import measuring

_DAYS = 20


def tell(*, now: datetime) -> int:
    """Measure every promise; where nothing was measured before, tell how it came to be. Says how many were measured."""
    if ComplianceFigure.objects.exists():
        return 0
    found = measuring.measure_everything(at=now)
    ComplianceFigure.objects.bulk_create(
        _earlier(figure, days) for figure in found if figure.verdict != Verdict.UNMEASURED for days in range(1, _DAYS)
    )
    return len(found)


def _earlier(figure: ComplianceFigure, days: int) -> ComplianceFigure:
    """The figure some days before: what is broken today began to break a fortnight ago, one thing after the other."""
    broken = max(figure.broken - figure.broken * days // 14, 0) if days < 14 else 0
    soon = (figure.soon * (_DAYS - days) // _DAYS) if figure.soon else 0
    return ComplianceFigure(
        controller_id=figure.controller_id,
        promise=figure.promise,
        day=figure.day - timedelta(days=days),
        verdict=Measurement(broken, soon).verdict,
        broken=broken,
        soon=soon,
        out_of=figure.out_of,
        measured_at=figure.measured_at - timedelta(days=days),
    )
