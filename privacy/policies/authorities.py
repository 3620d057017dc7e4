"""The supervisory authorities for data protection, by country, and the court beside them (GDPR art. 51, 77, 79).

``reference``: ``legal.md`` section 4. "Datatilsynet" is the name of two authorities, so the country is the key. The
supervisor of the collection trade is another office with other complaints (AMILI-03).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from privacy.policies.words import Words


@dataclass(frozen=True, slots=True)
class Authority:
    """Where a person may complain about processing: printed in every notice, answer and refusal."""

    country: str
    name: Words
    post: Words
    phone: str
    email: str
    web: Words
    court: Words
    """Which court hears an action against the controller, beside the complaint (GDPR art. 12(4), 79)."""
    former_names: tuple[str, ...] = ()

    def called(self, language: str) -> str:
        """Its name as a reader of that language knows it."""
        return self.name.read(language).says

    @property
    def contact(self) -> str:
        """Where to write, call or look, in one line, in the language of the page or letter."""
        return ", ".join((str(self.post), self.phone, self.email, str(self.web)))


@dataclass(frozen=True, slots=True)
class TradeSupervisor:
    """The office that licenses and supervises debt collection from a day on; not the data protection authority."""

    name: Words
    since: date
    web: str


def _words(en: str, sv: str, **others: str) -> Words:
    return Words({"en": en, "sv": sv, **others})


AUTHORITIES: Mapping[str, Authority] = MappingProxyType(
    {
        "SE": Authority(
            country="SE",
            name=_words("the Swedish Authority for Privacy Protection (IMY)", "Integritetsskyddsmyndigheten (IMY)"),
            post=_words("Box 8114, 104 20 Stockholm, Sweden", "Box 8114, 104 20 Stockholm"),
            phone="+46 8 657 61 00",
            email="imy@imy.se",
            web=_words("https://www.imy.se/en/", "https://www.imy.se/"),
            court=_words("the district court in Sweden (tingsrätt)", "tingsrätten i Sverige"),
            former_names=("Datainspektionen",),
        ),
        "FI": Authority(
            country="FI",
            name=_words(
                "the Office of the Data Protection Ombudsman (Finland)",
                "Dataombudsmannens byrå",
                fi="Tietosuojavaltuutetun toimisto",
            ),
            post=_words(
                "P.O. Box 800, 00531 Helsinki, Finland", "PB 800, 00531 Helsingfors", fi="PL 800, 00531 Helsinki"
            ),
            phone="+358 29 566 6700",
            email="tietosuoja@om.fi",
            web=_words("https://tietosuoja.fi/en", "https://tietosuoja.fi/sv", fi="https://tietosuoja.fi/"),
            court=_words(
                "the district court in Finland (käräjäoikeus)",
                "tingsrätten i Finland (käräjäoikeus)",
                fi="käräjäoikeus",
            ),
        ),
        "NO": Authority(
            country="NO",
            name=_words(
                "Datatilsynet (the Norwegian Data Protection Authority)",
                "Datatilsynet (Norges dataskyddsmyndighet)",
                nb="Datatilsynet",
            ),
            post=_words(
                "Postboks 458 Sentrum, 0105 Oslo, Norway",
                "Postboks 458 Sentrum, 0105 Oslo, Norge",
                nb="Postboks 458 Sentrum, 0105 Oslo",
            ),
            phone="+47 22 39 69 00",
            email="postkasse@datatilsynet.no",
            web=_words(
                "https://www.datatilsynet.no/en/", "https://www.datatilsynet.no/", nb="https://www.datatilsynet.no/"
            ),
            court=_words("the district court in Norway (tingrett)", "tingsrätten i Norge (tingrett)", nb="tingretten"),
        ),
        "DK": Authority(
            country="DK",
            name=_words(
                "Datatilsynet (the Danish Data Protection Agency)",
                "Datatilsynet (Danmarks dataskyddsmyndighet)",
                da="Datatilsynet",
            ),
            post=_words(
                "Carl Jacobsens Vej 35, 2500 Valby, Denmark",
                "Carl Jacobsens Vej 35, 2500 Valby, Danmark",
                da="Carl Jacobsens Vej 35, 2500 Valby",
            ),
            phone="+45 33 19 32 00",
            email="dt@datatilsynet.dk",
            web=_words(
                "https://www.datatilsynet.dk/english", "https://www.datatilsynet.dk/", da="https://www.datatilsynet.dk/"
            ),
            court=_words("the district court in Denmark (byret)", "domstolen i Danmark (byret)", da="byretten"),
        ),
    }
)

TRADE_SUPERVISORS: Mapping[str, tuple[TradeSupervisor, ...]] = MappingProxyType(
    {
        "SE": (
            TradeSupervisor(
                _words("Finansinspektionen (the Swedish financial supervisor)", "Finansinspektionen"),
                date(2024, 1, 1),
                "https://www.fi.se/",
            ),
        ),
        "FI": (
            TradeSupervisor(
                _words(
                    "the Finnish Supervisory Agency (Lupa- ja valvontavirasto)",
                    "Tillstånds- och tillsynsverket",
                    fi="Lupa- ja valvontavirasto",
                ),
                date(2026, 1, 1),
                "https://lvv.fi/",
            ),
        ),
        "NO": (
            TradeSupervisor(
                _words("Finanstilsynet (the Norwegian financial supervisor)", "Finanstilsynet", nb="Finanstilsynet"),
                date(1989, 7, 1),
                "https://www.finanstilsynet.no/",
            ),
        ),
    }
)


def authority_of(country: str) -> Authority:
    """The authority of a controller's country, whatever the language. Raises KeyError outside SE, FI, NO and DK."""
    return AUTHORITIES[country]


def trade_supervisor_of(country: str, on: date) -> TradeSupervisor | None:
    """Who supervised debt collection there on a day; None where it is not known here."""
    known = [each for each in TRADE_SUPERVISORS.get(country, ()) if each.since <= on]
    return max(known, key=lambda each: each.since, default=None)


def present_name(written: str) -> str:
    """The authority's name today for a name that a text still uses (OPR-77); any other text as it is."""
    for authority in AUTHORITIES.values():
        if written in authority.former_names:
            return authority.name.read("sv").says
    return written
