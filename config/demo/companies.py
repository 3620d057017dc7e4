"""The demo's controllers, each by its policy pack, and the creditors who gave them claims."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from collections_app.models import Creditor
from collections_app.services import creditors
from personal_data.models import Controller
from personal_data.services import controllers
from privacy.services import policies


@dataclass(frozen=True, slots=True)
class DemoController:
    """A controller of a policy pack, what the demo adds to its notice, and how long it keeps closed cases."""

    reference: str
    pack: str
    name: str
    company_number: str
    """That of the notice; where it gives none, a number that belongs to nobody."""
    country: str
    time_zone: str
    language: str
    collection_basis: str
    keeps_months: int
    keeps_the_last_day: bool
    """Whether the period is kept through its last day (FOR) or must have ended on it (AT_MOST)."""
    contacts: controllers.Contacts


@dataclass(frozen=True, slots=True)
class DemoCreditor:
    """A client of one controller, or the controller that lends itself, and what its invoices are for."""

    controller: str
    reference: str
    name: str
    country: str
    organisation_number: str
    grounds: tuple[str, ...]


def _contacts(address: str, phone: str, domain: str, mailbox: str, privacy: str) -> controllers.Contacts:
    return controllers.Contacts(
        postal_address=address,
        phone=phone,
        email=f"{mailbox}@{domain}",
        website=domain,
        privacy_contact=privacy,
    )


_STOCKHOLM, _HELSINKI, _OSLO = "Europe/Stockholm", "Europe/Helsinki", "Europe/Oslo"
CONTROLLERS = (
    DemoController(
        "AMILI", "visma_amili_se", "Visma Amili AB", "556439-5670", "SE", _STOCKHOLM, "sv", "6(1)(e)", 36,
        keeps_the_last_day=False,
        contacts=_contacts(
            "Provgatan 1\n111 11 Stockholm", "08-465 004 00", "amili.example", "kund", "gdpr@amili.se"
        ),
    ),
    DemoController(
        "INTRUM", "intrum_fi", "Intrum Oy", "9000000-3", "FI", _HELSINKI, "fi", "6(1)(f)", 60,
        keeps_the_last_day=True,
        contacts=_contacts(
            "Koekatu 1\n00100 Helsinki", "+358 9 000 0000", "intrum.example", "asiakas", "tietosuoja@intrum.com"
        ),
    ),
    DemoController(
        "ALMI", "almi_se", "Almi Företagspartner AB", "559999-0107", "SE", _STOCKHOLM, "sv", "6(1)(b)", 120,
        keeps_the_last_day=False,
        contacts=_contacts(
            "Provgatan 3\n111 11 Stockholm", "08-465 004 03", "almi.example", "kund", "dataskyddsombud@almi.se"
        ),
    ),
    DemoController(
        "AXACTOR", "axactor_no", "Axactor Norway AS", "310000035", "NO", _OSLO, "nb", "6(1)(f)", 36,
        keeps_the_last_day=True,
        contacts=_contacts(
            "Prøvegata 1\n0100 Oslo", "+47 00 00 00 00", "axactor.example", "kunde", "post@axactor.com"
        ),
    ),
    DemoController(
        "OPR", "opr_finance_se", "OPR-Finance AB", "559999-0115", "SE", _STOCKHOLM, "sv", "6(1)(b)", 60,
        keeps_the_last_day=True,
        contacts=_contacts(
            "Provgatan 5\n111 11 Stockholm", "08-465 004 05", "opr.example", "kund", "Dataskyddsombud@opr-finance.se"
        ),
    ),
)  # fmt: skip
CREDITORS = (
    DemoCreditor(
        "AMILI", "C-NORDEL", "Nordel Energi AB", "SE", "559999-0008", ("Electricity", "District heating", "Grid fee")
    ),
    DemoCreditor("AMILI", "C-HEMBO", "Hembo Möbler AB", "SE", "559999-0016", ("Sofa", "Kitchen", "Delivery", "Lamps")),
    DemoCreditor("INTRUM", "C-LANKA", "Suomen Lanka Oy", "FI", "9000001-1", ("Mobile subscription", "Broadband")),
    DemoCreditor("ALMI", "C-ALMI", "Almi Företagspartner AB", "SE", "559999-0107", ("Företagslån", "Tillväxtlån")),
    DemoCreditor("AXACTOR", "C-FJORD", "Fjord Kraft Prøve AS", "NO", "310000043", ("Strøm", "Nettleie", "Bredbånd")),
    DemoCreditor("OPR", "C-OPR", "OPR-Finance AB", "SE", "559999-0115", ("Privatlån", "Kredit")),
)


def enter(*, at: datetime) -> dict[str, Creditor]:
    """Enter the controllers and creditors that are not there yet; return the creditors by reference."""
    entered = {demo.reference: _controller(demo) for demo in CONTROLLERS}
    return {demo.reference: _creditor(demo, entered[demo.controller], at) for demo in CREDITORS}


def load_notices(*, at: datetime) -> None:
    """Load the policy packs of all of them, side by side; what is loaded already stays as it is."""
    for demo in CONTROLLERS:
        policies.load(name=demo.pack, at=at)


def of_the_demo() -> Sequence[Controller]:
    """The demo's controllers, in its own order."""
    references = [demo.reference for demo in CONTROLLERS]
    return sorted(
        Controller.objects.filter(reference__in=references), key=lambda each: references.index(each.reference)
    )


def _controller(demo: DemoController) -> Controller:
    known = Controller.objects.filter(reference=demo.reference).first()
    if known:
        return controllers.change_contacts(controller=known, contacts=demo.contacts)
    return controllers.create(
        reference=demo.reference,
        name=demo.name,
        company_number=demo.company_number,
        country=demo.country,
        time_zone=demo.time_zone,
        language=demo.language,
        collection_basis=demo.collection_basis,
        contacts=demo.contacts,
        allow_test=True,
    )


def _creditor(demo: DemoCreditor, controller: Controller, at: datetime) -> Creditor:
    known = Creditor.objects.select_related("controller").filter(reference=demo.reference).first()
    return known or creditors.register(
        controller=controller,
        reference=demo.reference,
        name=demo.name,
        country=demo.country,
        organisation_number=demo.organisation_number,
        at=at,
    )
