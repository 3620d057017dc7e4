"""Countries as creditors write them, turned into the codes of ISO 3166."""

import re

from collections_app.intake.problems import Fault

_CODE = re.compile(r"[A-Z]{2}")
_NAMES = {
    "SE": "swe sweden sverige ruotsi",
    "FI": "fin finland suomi",
    "NO": "nor norway norge norja noreg",
    "DK": "dnk denmark danmark tanska",
    "IS": "isl iceland island islanti",
    "DE": "deu germany tyskland saksa",
    "GB": "gbr uk england storbritannien storbritannia iso-britannia",
    "PL": "pol poland polen puola",
    "EE": "est estonia estland viro",
    "LV": "lva latvia lettland",
    "LT": "ltu lithuania litauen liettua",
}
_CODES = {name: code for code, names in _NAMES.items() for name in names.split()}
_CODES |= {code.casefold(): code for code in _NAMES}


def country_code(text: str) -> str:
    """The code of two letters; empty stays empty."""
    if not text:
        return ""
    known = _CODES.get(text.casefold())
    if known is not None:
        return known
    code = text.upper()
    if not _CODE.fullmatch(code):
        raise Fault("country_unknown", "The country cannot be read. Write its two letters, such as SE.")
    return code
