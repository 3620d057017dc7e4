"""The demo's controllers with their published retention rules, and the creditors who gave them claims."""

from dataclasses import dataclass
from datetime import datetime

from collections_app.models import Creditor
from collections_app.services import creditors
from personal_data.models import Controller
from personal_data.services import controllers


@dataclass(frozen=True, slots=True)
class DemoController:
    """A controller and how long it keeps closed cases."""

    reference: str
    name: str
    company_number: str
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
    """A client of one controller, and what its invoices are for."""

    controller: str
    reference: str
    name: str
    country: str
    organisation_number: str
    grounds: tuple[str, ...]


CONTROLLERS = (
    DemoController(
        "AMILI",
        "Visma Amili AB",
        "556439-5670",
        "SE",
        "Europe/Stockholm",
        "sv",
        "6(1)(e)",
        36,
        keeps_the_last_day=False,
        contacts=controllers.Contacts(
            postal_address="Provgatan 1\n111 11 Stockholm",
            phone="08-465 004 00",
            email="kund@amili.example",
            website="amili.example",
            privacy_contact="gdpr@amili.se",
        ),
    ),
    DemoController(
        "INTRUM",
        "Intrum Oy",
        "9000000-3",
        "FI",
        "Europe/Helsinki",
        "fi",
        "6(1)(f)",
        60,
        keeps_the_last_day=True,
        contacts=controllers.Contacts(
            postal_address="Koekatu 1\n00100 Helsinki",
            phone="+358 9 000 0000",
            email="asiakas@intrum.example",
            website="intrum.example",
            privacy_contact="tietosuoja@intrum.com",
        ),
    ),
)
CREDITORS = (
    DemoCreditor(
        "AMILI", "C-NORDEL", "Nordel Energi AB", "SE", "559999-0008", ("Electricity", "District heating", "Grid fee")
    ),
    DemoCreditor("AMILI", "C-HEMBO", "Hembo Möbler AB", "SE", "559999-0016", ("Sofa", "Kitchen", "Delivery", "Lamps")),
    DemoCreditor("INTRUM", "C-LANKA", "Suomen Lanka Oy", "FI", "9000001-1", ("Mobile subscription", "Broadband")),
)


def enter(*, at: datetime) -> dict[str, Creditor]:
    """Enter the controllers and creditors that are not there yet; return the creditors by reference."""
    entered = {demo.reference: _controller(demo) for demo in CONTROLLERS}
    return {demo.reference: _creditor(demo, entered[demo.controller], at) for demo in CREDITORS}


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
