"""The columns of a claims file, under the names that five languages give them."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from collections_app.intake.problems import Fault, Layout

_NAMES = {
    "debtor_name": """debtor name, debtor, name, customer, customer name, namn, gäldenär, gäldenärens namn, kund,
        kundnamn, kundens namn, navn, skyldner, skyldnernavn, debitor, debitornavn, kunde, kundenavn, kundens navn,
        nimi, velallinen, velallisen nimi, asiakas, asiakkaan nimi""",
    "identity_number": """identity number, id number, personal number, national id, personnummer, personnr,
        pers nr, gäldenärens personnummer, kundens personnummer, samordningsnummer, samordningsnr,
        organisationsnummer, organisationsnr, orgnr, org nummer, person/orgnr, pers/org nr,
        person-/organisationsnummer, person-/organisationsnr, pnr,
        fødselsnummer, fødselsnr, fnr, organisasjonsnummer, organisasjonsnr,
        fødsels-/organisasjonsnummer, cpr, cpr-nr, cpr-nummer, cvr, cvr-nr,
        cvr-nummer, cpr/cvr, henkilötunnus, hetu, y-tunnus, henkilötunnus/y-tunnus""",
    "identity_country": "identity country, id country",
    "birth_date": """birth date, date of birth, birthdate, dob, born, born on, födelsedatum, född, fødselsdato,
        fødselsdag, født, syntymäaika, syntymäpäivä, syntynyt""",
    "country": "country, country code, land, landkod, landskod, landkode, landekode, maa, maakoodi",
    "address": """address, street, street address, adress, gatuadress, gata, utdelningsadress, adresse, gateadresse,
        postadresse, vej, osoite, katuosoite, lähiosoite, postiosoite""",
    "postcode": "postcode, postal code, zip, zip code, postnummer, postnr, postinumero",
    "city": "city, town, ort, postort, stad, by, poststed, sted, kaupunki, postitoimipaikka, paikkakunta",
    "phone": """phone, telephone, phone number, mobile, telefon, telefonnummer, mobil, mobilnummer, tlf, tlfnr,
        puhelin, puhelinnumero, matkapuhelin""",
    "email": "email, e-mail address, mail, e-post, e-postadress, e-postadresse, sähköposti, sähköpostiosoite",
    "invoice_number": """invoice number, invoice no, invoice, fakturanummer, fakturanr, faktura, laskunumero,
        laskun numero, lasku""",
    "amount": """amount, amount due, total, belopp, att betala, beløp, å betale, beløb, at betale, sum, summa, määrä,
        maksettava""",
    "interest": """interest, of which interest, accrued interest, ränta, varav ränta, upplupen ränta, rente, renter,
        herav renter, heraf renter, korko, viivästyskorko, josta korkoa""",
    "costs": """costs, of which costs, fees, fee, kostnader, kostnad, varav kostnader, avgift, avgifter,
        påminnelseavgift, kostnader och avgifter, omkostninger, gebyr, gebyrer, kulut, josta kuluja, maksut""",
    "currency": "currency, currency code, valuta, valutakod, valutakode, valuutta",
    "issued_on": """issued on, issue date, date of issue, invoice date, fakturadatum, utfärdandedatum, fakturadato,
        laskun päiväys, laskun päivämäärä, laskupäivä, päiväys""",
    "due_on": """due on, due date, förfallodatum, förfallodag, forfallsdato, betalingsfrist, forfaldsdato,
        forfaldsdag, eräpäivä""",
    "ground": """ground, ground of claim, ground of the claim, description, reason, grund, fordringsgrund, avser,
        beskrivning, grunnlag, beskrivelse, grundlag, peruste, saatavan peruste, kuvaus""",
    "problem": "problem, problems",
}
FIELDS = tuple(name for name in _NAMES if name != "problem")
REQUIRED = ("debtor_name", "invoice_number", "amount", "currency", "issued_on")
PROBLEM = "problem"
DELIMITERS = (";", ",")
_UNKNOWN = (
    "The file has columns that a claim does not need, counted from the left: {numbers}. Nothing was read. Take them "
    "out of the file, or say that they are not used."
)
_OTHER_DELIMITERS = {"\t": "tabs", "|": "upright lines"}


class UnknownColumns(Fault):
    """A file has columns that no claim needs; they are told by number, since a heading may be personal."""

    def __init__(self, positions: Sequence[int]) -> None:
        numbers = ", ".join(str(position + 1) for position in positions)
        super().__init__("column_unknown", _UNKNOWN.format(numbers=numbers))
        self.positions = tuple(positions)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands, by position, and which columns are left out because somebody said so."""

    fields: Mapping[str, int]
    not_used: frozenset[int] = frozenset()


def plain(text: str) -> str:
    """The letters of a heading without case, marks, spaces and signs."""
    text = text.casefold().replace("ø", "o").replace("æ", "ae")
    return re.sub("[^a-z0-9]", "", unicodedata.normalize("NFKD", text))


_FIELD_OF = {plain(name): field for field, names in _NAMES.items() for name in (field, *names.split(","))}


def field_of(heading: str) -> str | None:
    """The field that a heading means, or None for a column that is none of ours."""
    return _FIELD_OF.get(plain(heading))


def missing(columns: Mapping[str, int], currency: str = "") -> list[str]:
    """What a claim needs and has no column. A currency that holds for the whole file needs none."""
    return [field for field in REQUIRED if field not in columns and not (field == "currency" and currency)]


def unused(headings: Sequence[str], columns: Mapping[str, int]) -> list[int]:
    """The columns of which nothing is read, by position. The problems in a file to mend are ours and go unsaid."""
    read = set(columns.values())
    return [
        position
        for position, heading in enumerate(headings)
        if position not in read and heading.strip() and field_of(heading) != PROBLEM
    ]


def unknown(headings: Sequence[str], columns: Columns) -> list[int]:
    """The columns that are none of ours and that nobody has left out on purpose: no file with one is read."""
    return [position for position in unused(headings, columns.fields) if position not in columns.not_used]


def nameless(headings: Sequence[str], columns: Columns) -> tuple[int, ...]:
    """The columns without a heading. They are there where rows end in a delimiter; nothing may stand in them."""
    said = {*columns.fields.values(), *columns.not_used}
    return tuple(position for position, heading in enumerate(headings) if not heading.strip() and position not in said)


def find_columns(
    layout: Layout,
    currency: str = "",
    *,
    remembered: Mapping[int, str] = MappingProxyType({}),
    not_used: Collection[int] = (),
) -> Columns:
    """Where each field stands; a missing, doubled or unknown column is refused, by number and not by its words.

    What is ``remembered`` of the creditor goes before our own words; a column is left out where that or ``not_used``
    says so.
    """
    left_out = frozenset({*not_used, *(position for position, field in remembered.items() if not field)})
    left_out &= frozenset(range(len(layout.header)))
    found = Columns(_fields(layout, currency, remembered, left_out), left_out)
    if more := unknown(layout.header, found):
        raise UnknownColumns(more)
    return found


def _fields(layout: Layout, currency: str, remembered: Mapping[int, str], left_out: Collection[int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for position, heading in enumerate(layout.header):
        field = None if position in left_out else remembered.get(position) or field_of(heading)
        if field is None or field == PROBLEM:
            continue
        if field in found:
            raise Fault("column_twice", "Two columns mean the same. Rename or remove one of them.", field)
        found[field] = position
    if not found and len(layout.header) == 1:
        _expect_delimiter(layout.header[0])
    if lacks := missing(found, currency):
        message = f"The first row has to name the columns, and lacks: {', '.join(lacks)}."
        raise Fault("column_missing", message, lacks[0])
    return found


def _expect_delimiter(first_row: str) -> None:
    for sign, name in _OTHER_DELIMITERS.items():
        if sign in first_row:
            raise Fault("delimiter", f"The cells are parted by {name}. Put “;” or “,” between them.")


def recognised(headings: list[str]) -> int:
    """How many of the headings are known, to tell the delimiter by."""
    return sum(field_of(heading) is not None for heading in headings)
