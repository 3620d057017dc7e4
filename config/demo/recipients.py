"""The demo's recipients with what is in place for them; one lies abroad, on a mechanism that has ended."""

from dataclasses import dataclass

from collections_app.models import RecipientKind, SafeguardKind


@dataclass(frozen=True, slots=True)
class DemoRecipient:
    """Somebody to whom data may go, and what is in place for them."""

    kind: RecipientKind
    name: str
    country: str
    notice_key: str
    contact: str
    language: str = "sv"
    is_person: bool = False
    in_place: tuple[SafeguardKind, ...] = ()
    mechanism_ended_days_ago: int = 0


_AGREED = (SafeguardKind.PROCESSOR_AGREEMENT,)
_ABROAD = (SafeguardKind.PROCESSOR_AGREEMENT, SafeguardKind.STANDARD_CLAUSES)
RECIPIENTS = {
    "AMILI": (
        DemoRecipient(RecipientKind.CREDITOR, "Nordel Energi AB", "SE", "creditor", "Elvägen 1\n999 01 Provköping"),
        DemoRecipient(RecipientKind.CREDITOR, "Hembo Möbler AB", "SE", "creditor", "Soffgatan 2\n999 02 Provköping"),
        DemoRecipient(
            RecipientKind.ENFORCEMENT,
            "Provmyndigheten för indrivning",
            "SE",
            "courts_and_enforcement",
            "Box 1\n999 03 Provköping",
        ),
        DemoRecipient(
            RecipientKind.CREDIT_BUREAU,
            "Provupplysningen AB",
            "SE",
            "financial_information",
            "Registergatan 4\n999 04 Provköping",
        ),
        DemoRecipient(
            RecipientKind.LETTER_DELIVERY,
            "Brevhuset i Prov AB",
            "SE",
            "printing_and_mail",
            "Kuvertvägen 5\n999 05 Provköping",
            in_place=_AGREED,
        ),
        DemoRecipient(
            RecipientKind.IT_SUPPLIER,
            "Northcloud Example Inc.",
            "US",
            "it_suppliers",
            "6 Example Street\nExampletown 00006",
            language="en",
            in_place=_ABROAD,
            mechanism_ended_days_ago=40,
        ),
        DemoRecipient(
            RecipientKind.ADVISER,
            "Alva Advokat",
            "SE",
            "legal_services",
            "Lagvägen 7\n999 07 Provköping",
            is_person=True,
        ),
        DemoRecipient(
            RecipientKind.IT_SUPPORT,
            "Provhjälpen AB",
            "SE",
            "it_suppliers",
            "Kabelvägen 8\n999 08 Provköping",
            in_place=_AGREED,
        ),
        DemoRecipient(RecipientKind.SUPERVISOR, "Provinspektionen", "SE", "supervisors", "Box 9\n999 09 Provköping"),
    ),
    "INTRUM": (
        DemoRecipient(RecipientKind.CREDITOR, "Suomen Lanka Oy", "FI", "client", "Lankatie 1\n99901 Koekylä"),
        DemoRecipient(
            RecipientKind.ENFORCEMENT, "Koelan ulosottovirasto", "FI", "courts_and_police", "PL 2\n99902 Koekylä"
        ),
        DemoRecipient(
            RecipientKind.AGENT,
            "Örnek Tahsilat A.Ş.",
            "TR",
            "foreign_agents",
            "Örnek Caddesi 3\n00003 Örnekkent",
            language="en",
            in_place=(SafeguardKind.STANDARD_CLAUSES,),
        ),
    ),
    "ALMI": (
        DemoRecipient(
            RecipientKind.CREDITOR, "Almi Företagspartner AB", "SE", "group", "Provgatan 3\n111 11 Stockholm"
        ),
        DemoRecipient(
            RecipientKind.ENFORCEMENT,
            "Provmyndigheten för indrivning",
            "SE",
            "authorities",
            "Box 1\n999 03 Provköping",
        ),
    ),
    "AXACTOR": (
        DemoRecipient(
            RecipientKind.CREDITOR,
            "Fjord Kraft Prøve AS",
            "NO",
            "client",
            "Fjordveien 1\n9990 Prøvestad",
            language="nb",
        ),
        DemoRecipient(
            RecipientKind.ENFORCEMENT,
            "Prøvestad namsmannsembete",
            "NO",
            "courts_and_enforcement",
            "Postboks 2\n9990 Prøvestad",
            language="nb",
        ),
        DemoRecipient(
            RecipientKind.EMPLOYER,
            "Prøvestad Bakeri AS",
            "NO",
            "employers",
            "Bakerveien 3\n9990 Prøvestad",
            language="nb",
        ),
    ),
    "OPR": (
        DemoRecipient(RecipientKind.CREDITOR, "OPR-Finance AB", "SE", "customer", "Provgatan 5\n111 11 Stockholm"),
        DemoRecipient(
            RecipientKind.ENFORCEMENT,
            "Provmyndigheten för indrivning",
            "SE",
            "authorities",
            "Box 1\n999 03 Provköping",
        ),
    ),
}
