"""What became known of some debtors of the demo beside what the creditor sent, each with the source that told it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID
from zoneinfo import ZoneInfo

from collections_app.models import Case, DebtorKind, Detail
from collections_app.policies.details import Said
from collections_app.services.details import entering
from config.demo import paper
from personal_data.models import Controller, EnvelopeBlock

_NEED = "Where to send the next letter"
# Source in the notice, kind, value, who told it, what it is needed for.
_Found = tuple[str, str, str, str, str]
_OF: Mapping[str, tuple[_Found, ...]] = MappingProxyType(
    {
        "AMILI": (
            ("debtor", "explanation", "Lost the job in spring; a new one begins in May.", "", ""),
            ("tax_agency", "address", "Provvägen 14\n113 30 Stockholm", "Skatteverket", _NEED),
            (
                "enforcement_authority",
                "insolvency",
                "Debt adjustment granted.",
                "Kronofogdemyndigheten",
                "May we collect?",
            ),
        ),
        "INTRUM": (
            ("debtor", "plan", "Can pay 40 euro a month.", "", ""),
            (
                "credit_bureaus",
                "credit_history",
                "One payment default, not paid.",
                "Asiakastieto",
                "Which way to collect",
            ),
            ("population_register", "address", "Koekatu 9\n00100 Helsinki", "", _NEED),
        ),
        "ALMI": (("customer", "debts", "A mortgage at another bank.", "", ""),),
        "AXACTOR": (
            ("debtor", "employer", "Prøvebutikken AS", "", ""),
            ("public_registers", "assets", "Half of a flat in Drammen.", "Kartverket", "What can be enforced"),
        ),
        "OPR": (("customer", "income", "24 000 a month before tax.", "", ""),),
    }
)


def tell(controller: Controller, *, by: UUID, now: datetime) -> int:
    """Enter what is known, first of the debtor with the printed sign-in letter; once. Returns how many details."""
    if Detail.objects.filter(debtor__controller=controller).exists():
        return 0
    today = now.astimezone(ZoneInfo(controller.time_zone)).date()
    found = _OF[controller.reference]
    cases = _cases(controller, len(found))
    for number, (case, (source, kind, value, told_by, why)) in enumerate(zip(cases, found, strict=False), start=1):
        told_on = today - timedelta(days=3 * number)
        said = Said(kind=kind, value=value, source_key=source, obtained_on=told_on, told_by=told_by, why=why)
        entering.enter(case=case, debtor=case.case_debtors.select_related("debtor")[0].debtor, said=said, by=by, at=now)
    return min(len(found), len(cases))


def _cases(controller: Controller, most: int) -> list[Case]:
    """Open cases of one living person each; the first may have two things to say."""
    blocked = EnvelopeBlock.objects.filter(lifted_at=None, envelope__isnull=False).values("envelope_id")
    barred = EnvelopeBlock.objects.filter(lifted_at=None, subject__isnull=False).values("subject_id")
    cases = Case.objects.open().filter(controller=controller, case_debtors__debtor__kind=DebtorKind.PERSON)
    cases = cases.exclude(envelope_id__in=blocked).exclude(case_debtors__debtor__subject__in=barred)
    cases = cases.select_related("controller", "creditor").order_by("reference")
    first = list(cases.filter(case_debtors__debtor__in=paper.addressees(controller, 1))[:1])
    known = [each.pk for each in first]
    return [*first, *first, *cases.exclude(pk__in=known)[:most]][:most]
