"""Amounts as whole numbers of the currency's smallest unit, read as Nordic and English files write them."""

import re

from collections_app.intake.problems import Fault

# ISO 4217: how many decimals the currency has. Others are refused by name, because a wrong guess is a wrong claim.
EXPONENTS = {
    "SEK": 2,
    "NOK": 2,
    "DKK": 2,
    "EUR": 2,
    "GBP": 2,
    "USD": 2,
    "CHF": 2,
    "PLN": 2,
    "CZK": 2,
    "HUF": 2,
    "RON": 2,
    "CAD": 2,
    "AUD": 2,
    "ISK": 0,
    "JPY": 0,
}
LARGEST_MINOR = 10**15 - 1

_PLAIN = re.compile(r"([0-9]+)(?:[.,]([0-9]{1,2}))?")
_XML = re.compile(r"\+?([0-9]+)(?:\.([0-9]*))?")
_SPACED = re.compile(r"([0-9]{1,3}(?: [0-9]{3})+)(?:[.,]([0-9]+))?")
_POINTED = re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+)(?:,([0-9]+))?")
_COMMAED = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]+))?")
_LONG_DECIMALS = re.compile(r"([0-9]+)[.,]([0-9]+)")
# A dash for the decimals that are none, as price lists have it.
_EVEN = re.compile(r"([0-9][0-9 .]*)[.,:][-\u2212\u2013]\Z")
_NEGATIVE = re.compile(r"[-\u2212\u2013(].*[0-9]\)?|[0-9].*[-\u2212\u2013]")


def currency_code(text: str) -> str:
    """The currency as three capitals; one that is not kept here is refused."""
    code = text.strip().upper()
    if code in EXPONENTS:
        return code
    if not code:
        raise Fault("missing", "The currency is missing. Write its three letters, such as SEK.")
    raise Fault("currency_unknown", f"The currency is not known here. Use one of {', '.join(EXPONENTS)}.")


def parse_amount(text: str, currency: str) -> int:
    """Read what a CSV cell says, such as 1 234,50 or 1.234,50 or 1234.5 or 1 234,- into the smallest unit."""
    plain = _PLAIN.fullmatch(text)
    if plain is not None:
        return _minor(plain[1], plain[2] or "", currency)
    text = _EVEN.sub(r"\1,00", " ".join(text.split()))
    if not text:
        raise Fault("missing", "The amount is missing. Write what is to be paid, such as 1234,50.")
    if _NEGATIVE.fullmatch(text):
        raise Fault("amount_negative", "The amount is negative. Send a credit note, or write what is to be paid.")
    if re.fullmatch(r"[0-9]{1,3},[0-9]{3}", text):
        raise Fault("amount_ambiguous", "The comma may part thousands or decimals. Write 1234 or 1234,00.")
    for shape in (_SPACED, _POINTED, _COMMAED, _LONG_DECIMALS):
        match = shape.fullmatch(text)
        if match is not None:
            return _minor(re.sub("[^0-9]", "", match[1]), match[2] or "", currency)
    raise Fault("amount_format", "The amount is not a number. Write digits and a decimal comma only, such as 1234,50.")


def parse_xml_amount(text: str, currency: str) -> int:
    """Read an amount of an XML document, which has a decimal point and nothing else."""
    text = text.strip()
    if not text:
        raise Fault("missing", "The amount is missing. Give what is to be paid, such as 1234.50.")
    match = _XML.fullmatch(text)
    if match is not None:
        return _minor(match[1], match[2] or "", currency)
    if _NEGATIVE.fullmatch(text):
        raise Fault("amount_negative", "The amount is negative. Send a credit note instead of a negative invoice.")
    raise Fault("amount_format", "The amount is not a number. Write digits and a decimal point only, such as 1234.50.")


def format_amount(minor: int, currency: str) -> str:
    """Write an amount in figures with the currency's own number of decimals and a decimal point."""
    exponent = EXPONENTS[currency]
    sign, digits = ("-" if minor < 0 else ""), f"{abs(minor):0{exponent + 1}d}"
    return f"{sign}{digits[:-exponent]}.{digits[-exponent:]}" if exponent else f"{sign}{digits}"


def _minor(whole: str, decimals: str, currency: str) -> int:
    exponent = EXPONENTS[currency]
    if len(decimals) > exponent:
        if decimals[exponent:].strip("0"):
            raise Fault("amount_precision", "The amount has more decimals than its currency. Round it.")
        decimals = decimals[:exponent]
    if len(whole) > len(str(LARGEST_MINOR)):
        raise Fault("amount_too_large", "The amount is too large to be a claim. Compare it with the invoice.")
    minor = int(whole + decimals.ljust(exponent, "0"))
    if minor > LARGEST_MINOR:
        raise Fault("amount_too_large", "The amount is too large to be a claim. Compare it with the invoice.")
    if minor == 0:
        raise Fault("amount_zero", "The amount is zero, so there is nothing to claim. Leave the document out.")
    return minor
