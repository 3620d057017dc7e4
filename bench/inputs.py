"""Claims files of any size for the benchmarks and demos, the same for the same seed.

Nobody living owns the numbers: Sweden's published birth numbers 238 and 239, Finland's 9xx, Norway's synthetic months,
Danish births of 1858 to 1863.
"""

import csv
import random
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from personal_data.national_ids.checksums import luhn_digit, modulus_11_digit

HEADER = (
    "debtor_name",
    "identity_number",
    "country",
    "address",
    "postcode",
    "city",
    "phone",
    "email",
    "invoice_number",
    "amount",
    "currency",
    "issued_on",
    "due_on",
    "ground",
)
_GIVEN = (
    "Anna",
    "Erik",
    "Karin",
    "Lars",
    "Aino",
    "Matti",
    "Elina",
    "Juha",
    "Ingrid",
    "Ola",
    "Kari",
    "Nils",
    "Mette",
    "Søren",
    "Åse",
    "Bjørn",
    "Östen",
    "Päivi",
)
_FAMILY = (
    "Andersson",
    "Öberg",
    "Lindström",
    "Virtanen",
    "Mäkinen",
    "Korhonen",
    "Hansen",
    "Bjørnstad",
    "Ødegård",
    "Nielsen",
    "Sørensen",
    "Åkesson",
)
_STREETS = {
    "SE": ("Storgatan", "Kungsgatan", "Björkvägen"),
    "FI": ("Mannerheimintie", "Hämeenkatu", "Käpytie"),
    "NO": ("Storgata", "Kirkeveien", "Bjørnebærstien"),
    "DK": ("Østergade", "Nørrebrogade", "Algade"),
}
_CITIES = {
    "SE": ("Stockholm", "Göteborg", "Örebro"),
    "FI": ("Helsinki", "Tampere", "Jyväskylä"),
    "NO": ("Oslo", "Bergen", "Tromsø"),
    "DK": ("København", "Aarhus", "Helsingør"),
}
_CURRENCIES = {"SE": "SEK", "FI": "EUR", "NO": "NOK", "DK": "DKK"}
_DIALLING = {"SE": "+4670174", "FI": "+35840", "NO": "+4799", "DK": "+4531"}
_GROUNDS = ("Electricity, March", "Mobile subscription", "Dental care", "Parking", "Web shop order", "Gym membership")
_FINNISH_CHECKS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
EVERYWHERE = ("SE", "SE", "SE", "FI", "FI", "NO", "NO", "DK")
ONE_CLAIM_EACH = ("FI", "NO")
"""Of these there are millions of numbers, so that among a million claims hardly anybody has two; of the Swedish ones
for tests there are 48,000."""


def swedish_number(chance: random.Random) -> str:
    """A personnummer with a published birth number."""
    born = date(1940, 1, 1) + timedelta(days=chance.randrange(24_000))
    nine = f"{born:%y%m%d}{chance.choice(('238', '239'))}"
    return f"{born:%Y%m%d}-{nine[6:]}{luhn_digit(nine)}"


def finnish_number(chance: random.Random) -> str:
    """A henkilötunnus of the range for tests, under any sign of its century."""
    born = date(1940, 1, 1) + timedelta(days=chance.randrange(24_000))
    digits = f"{born:%d%m%y}{chance.randrange(900, 1000)}"
    sign = chance.choice("-YXWVU" if born.year < 2000 else "ABCDEF")
    return f"{digits[:6]}{sign}{digits[6:]}{_FINNISH_CHECKS[int(digits) % 31]}"


def norwegian_number(chance: random.Random) -> str:
    """A fødselsnummer with a synthetic month."""
    while True:
        born = date(1940, 1, 1) + timedelta(days=chance.randrange(21_900))
        digits = f"{born.day:02d}{born.month + 80}{born:%y}{chance.randrange(500):03d}"
        first = modulus_11_digit((3, 7, 6, 1, 8, 9, 4, 5, 2), digits)
        second = modulus_11_digit((5, 4, 3, 2, 7, 6, 5, 4, 3, 2), f"{digits}{first}") if first else None
        if second is not None:
            return f"{digits}{first}{second}"


def danish_number(chance: random.Random) -> str:
    """A CPR number of somebody born between 1858 and 1863."""
    born = date(1858, 1, 1) + timedelta(days=chance.randrange(2191))
    return f"{born:%d%m}{born.year % 100:02d}-{chance.randrange(5000, 9000)}"


NUMBERS: dict[str, Callable[[random.Random], str]] = {
    "SE": swedish_number,
    "FI": finnish_number,
    "NO": norwegian_number,
    "DK": danish_number,
}


def claim_row(chance: random.Random, position: int, today: date, *, countries: Sequence[str] = EVERYWHERE) -> list[str]:
    """One claim as a creditor would export it, its amount with a comma and a narrow space."""
    country = chance.choice(countries)
    given, family = chance.choice(_GIVEN), chance.choice(_FAMILY)
    issued = today - timedelta(days=chance.randrange(60, 900))
    kronor, ore = divmod(chance.randrange(9_900, 2_500_000), 100)
    return [
        f"{given} {family}",
        NUMBERS[country](chance),
        country,
        f"{chance.choice(_STREETS[country])} {chance.randrange(1, 200)}",
        f"{chance.randrange(1000, 9999)}",
        chance.choice(_CITIES[country]),
        f"{_DIALLING[country]}{chance.randrange(100_000, 999_999)}",
        f"{given}.{family}{position}@example.org".lower(),
        f"F-{issued.year}-{position:07d}",
        f"{kronor:,}".replace(",", "\N{NARROW NO-BREAK SPACE}") + f",{ore:02d}",
        _CURRENCIES[country],
        issued.isoformat(),
        (issued + timedelta(days=30)).isoformat(),
        chance.choice(_GROUNDS),
    ]


def write_claims_csv(
    path: Path, rows: int, seed: int = 1, *, today: date | None = None, countries: Sequence[str] = EVERYWHERE
) -> None:
    """Write a claims file in UTF-8 with a semicolon between the cells."""
    chance = random.Random(seed)
    day = today or datetime.now(tz=UTC).date()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADER)
        writer.writerows(claim_row(chance, position, day, countries=countries) for position in range(1, rows + 1))
