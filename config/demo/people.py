"""The demo's debtors: names from lists, addresses in towns that do not exist, phones from the reserved series."""

from dataclasses import dataclass
from random import Random

from collections_app.intake.documents import Address, Identifier, Party, PartyKind
from config.demo import numbers
from personal_data.national_ids import NationalId

_FIRST_NAMES = {
    "SE": "Anna Erik Karin Lars Maja Nils Sara Johan Elin Oskar Ingrid Axel Ebba Gustav Åsa Björn Amina Mikael",
    "FI": "Aino Juhani Helmi Eero Sanna Mikko Tuula Pekka Laura Antti Päivi Ville Ritva Jari Oona Väinö Leena",
    "NO": "Ingrid Ola Kari Per Solveig Lars Silje Knut Berit Øyvind Marit Håkon Nora Sindre Liv Torbjørn",
    "DK": "Mette Søren Kirsten Lars Freja Jens Lærke Anders Birgitte Niels Ida Rasmus Åse Mads Signe Poul",
}
_LAST_NAMES = {
    "SE": "Andersson Lindqvist Öberg Bergström Håkansson Nyström Ek Sandberg Wallin Ström Åkesson Dahl Lundin Rask",
    "FI": "Virtanen Mäkinen Korhonen Järvinen Lehtonen Heikkilä Öhman Koskinen Salo Tuominen Rinne Åberg Niemi",
    "NO": "Hansen Bjørnstad Solberg Ødegård Haugen Nygård Strand Lien Moen Kvamme Åsen Berge Tveit",
    "DK": "Nielsen Sørensen Møller Kjær Østergaard Lund Holm Bach Krogh Aagaard Dam Friis Thygesen",
}
_TRADES = {
    "SE": ("Bygg AB", "Måleri AB", "Åkeri AB", "Café AB"),
    "FI": ("Rakennus Oy", "Kahvila Oy", "Kuljetus Oy", "Metalli Oy"),
    "NO": ("Bygg AS", "Kafé AS", "Transport AS"),
    "DK": ("Byg ApS", "Café ApS", "Transport ApS"),
}
_STREETS = {
    "SE": ("Provgatan", "Exempelvägen", "Lindallén"),
    "FI": ("Koekatu", "Esimerkkitie", "Lehmuskuja"),
    "NO": ("Prøvegata", "Eksempelveien", "Lindealleen"),
    "DK": ("Prøvegade", "Eksempelvej", "Lindeallé"),
}
_TOWNS = {
    "SE": ("999 10", "Provköping"),
    "FI": ("99910", "Koekaupunki"),
    "NO": ("9990", "Prøvestad"),
    "DK": ("9990", "Prøveby"),
}
_RESERVED_PHONES = 95


@dataclass(frozen=True, slots=True)
class Mix:
    """How many debtors of which kind one country has, and after how many numbers theirs begin."""

    country: str
    people: int
    sole_traders: int
    companies: int
    after: int = 0


def parties(mix: Mix, dice: Random) -> list[Party]:
    """The debtors of one country, people first, in an order that mixes the kinds."""
    start = mix.after
    own = numbers.of_people(mix.country, start + mix.people + mix.sole_traders)[start:]
    found = [_person(mix.country, number, place, dice) for place, number in enumerate(own[: mix.people], start)]
    found += [_sole_trader(mix.country, number, place, dice) for place, number in enumerate(own[mix.people :], start)]
    legal = numbers.of_companies(mix.country, start + mix.companies)[start:]
    found += [_company(mix.country, number, place, dice) for place, number in enumerate(legal, start)]
    dice.shuffle(found)
    return found


def _person(country: str, number: NationalId, place: int, dice: Random) -> Party:
    name = _name(country, dice)
    return Party(
        name=name,
        kind=PartyKind.PERSON,
        identifiers=(Identifier(number.normalised),),
        national_id=number,
        address=_address(country, dice),
        phone=_phone(country, place),
        email=_email(name, place) if place % 3 else "",
    )


def _sole_trader(country: str, number: NationalId, place: int, dice: Random) -> Party:
    """A trader under their own name; in Sweden the business's number is the owner's own."""
    name = _name(country, dice)
    return Party(
        name=f"{name}, {'toiminimi' if country == 'FI' else 'enskild firma'}",
        kind=PartyKind.SOLE_TRADER,
        identifiers=(Identifier(number.normalised),),
        national_id=number,
        address=_address(country, dice),
        email=_email(name, place),
    )


def _company(country: str, number: NationalId, place: int, dice: Random) -> Party:
    contact = _name(country, dice)
    trades = _TRADES[country]
    return Party(
        name=f"{dice.choice(_LAST_NAMES[country].split())}s {trades[place % len(trades)]}",
        kind=PartyKind.COMPANY,
        identifiers=(Identifier(number.normalised),),
        national_id=number,
        address=_address(country, dice),
        email=_email(contact, place),
        contact_name=contact,
    )


def _name(country: str, dice: Random) -> str:
    return f"{dice.choice(_FIRST_NAMES[country].split())} {dice.choice(_LAST_NAMES[country].split())}"


def _address(country: str, dice: Random) -> Address:
    postcode, town = _TOWNS[country]
    street = f"{dice.choice(_STREETS[country])} {dice.randint(1, 98)}"
    return Address(lines=(street,), postcode=postcode, city=town, country=country)


def _phone(country: str, place: int) -> str:
    """Sweden alone has a series that is reserved for stories: 070-174 06 05 to 99. The others have no phone here."""
    return f"070-174 06 {5 + place:02d}" if country == "SE" and place < _RESERVED_PHONES else ""


def _email(name: str, place: int) -> str:
    plain = name.lower().translate(str.maketrans("åäæöø", "aaaoo"))
    return f"{plain.replace(' ', '.')}.{place}@post.example"
