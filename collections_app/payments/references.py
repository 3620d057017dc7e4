"""Payment references of the four countries: how each is checked, and those that we print on our own letters.

A reference of ours is made from the case number: the year and the number, a digit for the length where the country has
one, and the check digit. Sweden: OCR number (Luhn, with a length digit). Norway: KID (Luhn or modulus 11). Finland:
viitenumero (weights 7, 3, 1). Everywhere: creditor reference RF (ISO 11649).
"""

import re

_CASE_NUMBER = re.compile(r"K-([0-9]{4})-([0-9]{6,})")
_CASE_DIGITS = re.compile(r"((?:19|20)[0-9]{2})([0-9]{6,10})")
_RF = re.compile(r"RF[0-9]{2}[0-9A-Z]{1,21}")
_RF_LONGEST = 21
_KID = re.compile(r"[0-9]{2,24}[0-9-]")
_OCR = re.compile(r"[0-9]{2,25}")
_VIITE = re.compile(r"[0-9]{4,20}")
_IN_TEXT = re.compile(
    r"K-[0-9]{4}-[0-9]{6,}|RF ?[0-9]{2}(?: ?[0-9A-Z]){1,21}|[0-9](?:[0-9 ]{2,32})[0-9-]", re.IGNORECASE
)


_DOUBLED = str.maketrans("0123456789", "0246813579")


def luhn_digit(digits: str) -> str:
    """The check digit of OCR numbers and of KID with modulus 10: every other digit counts double, from the right."""
    total = sum(map(int, digits[::-2].translate(_DOUBLED))) + sum(map(int, digits[-2::-2]))
    return str(-total % 10)


def is_ocr(text: str) -> bool:
    """Whether the check digit of a Swedish OCR number holds."""
    return bool(_OCR.fullmatch(text)) and luhn_digit(text[:-1]) == text[-1]


def is_kid(text: str) -> bool:
    """Whether the check digit of a Norwegian KID holds, by modulus 10 or by modulus 11 (where ``-`` stands for ten)."""
    if not _KID.fullmatch(text):
        return False
    return text[-1] in (luhn_digit(text[:-1]), _modulus_11_digit(text[:-1]))


def _modulus_11_digit(digits: str) -> str:
    weights = (2, 3, 4, 5, 6, 7)
    total = sum(int(digit) * weights[place % 6] for place, digit in enumerate(reversed(digits)))
    remainder = -total % 11
    return "-" if remainder == 10 else str(remainder)


def is_viite(text: str) -> bool:
    """Whether the check digit of a Finnish reference number holds (weights 7, 3, 1 from the right)."""
    return bool(_VIITE.fullmatch(text)) and viite_digit(text[:-1]) == text[-1]


def viite_digit(digits: str) -> str:
    """The check digit of a Finnish reference number."""
    total = sum(int(digit) * (7, 3, 1)[place % 3] for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def is_rf(text: str) -> bool:
    """Whether a creditor reference satisfies ISO 11649: its letters as numbers, its head at the end, modulo 97 is 1."""
    return bool(_RF.fullmatch(text)) and _modulo_97(text[4:] + text[:4]) == 1


def rf_of(body: str) -> str:
    """The creditor reference of a body of at most 21 digits and capitals. Raises ValueError for any other."""
    if not re.fullmatch(rf"[0-9A-Z]{{1,{_RF_LONGEST}}}", body):
        raise ValueError("A creditor reference holds 1 to 21 digits and capital letters.")
    return f"RF{98 - _modulo_97(body + 'RF00'):02d}{body}"


def _modulo_97(text: str) -> int:
    return int("".join(str(int(sign, 36)) for sign in text)) % 97


def of_case(case_number: str, country: str) -> str:
    """The reference to print for a case: OCR in Sweden, KID in Norway, viitenumero in Finland, RF elsewhere.

    Raises ValueError when that is no case number of ours.
    """
    match = _CASE_NUMBER.fullmatch(case_number)
    if match is None:
        raise ValueError("That is not a case number.")
    digits = match[1] + match[2]
    if country == "SE":
        digits += str((len(digits) + 2) % 10)
        return digits + luhn_digit(digits)
    if country == "NO":
        return digits + luhn_digit(digits)
    return digits + viite_digit(digits) if country == "FI" else rf_of(digits)


def case_numbers_of(reference: str) -> list[str]:
    """The cases that a reference may name, if its check digit holds, the most telling reading first.

    More than one where the digits satisfy two countries' rules; which of them exists is for the books to say.
    """
    if _CASE_NUMBER.fullmatch(reference):
        return [reference]
    matches = [_CASE_DIGITS.fullmatch(digits) for digits in _bodies(reference)]
    return [f"K-{match[1]}-{match[2]}" for match in matches if match]


def _bodies(reference: str) -> list[str]:
    """What may stand before the check digits, the most telling reading first."""
    if is_rf(reference):
        return [reference[4:]]
    found = []
    if is_ocr(reference) and int(reference[-2]) == len(reference) % 10:
        found.append(reference[:-2])
    if is_kid(reference) or is_viite(reference):
        found.append(reference[:-1])
    return found


def nearly_case_numbers_of(reference: str) -> list[str]:
    """The cases that a reference would name if its check digits were others: for people to look at, not for booking."""
    body = reference[4:] if reference.startswith("RF") else reference
    matches = [_CASE_DIGITS.fullmatch(body[: len(body) - cut]) for cut in (0, 1, 2)]
    return list(dict.fromkeys(f"K-{match[1]}-{match[2]}" for match in matches if match))


def plain(text: str) -> str:
    """A reference as it is compared: capitals, without spaces, digits without the zeros that banks put before them."""
    compact = "".join(text.upper().split())
    return compact.lstrip("0") if compact.isdigit() else compact


def in_message(text: str) -> list[str]:
    """Whatever in a payer's own words may be a reference, in the order of the text."""
    found = [plain(match[0]) for match in _IN_TEXT.finditer(text[:1000])]
    return list(dict.fromkeys(each for each in found if each))
