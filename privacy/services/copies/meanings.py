"""What a stored value means: the word for a code, the amount for a number, in the language that is active."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, get_currency_precision
from django.utils.functional import Promise

from collections_app.models import CaseStatus
from personal_data import record_classes
from personal_data.declaration import CATEGORY_LABELS, Category
from privacy.policies import access_grounds, erasure_grounds
from privacy.policies.copies import words as copy_words
from privacy.policies.held_records import Datum


def of(datum: Datum, currency: str) -> str:
    """What a code or a bare number means; empty where the value says it itself. ``currency`` is that of its row."""
    column, value = datum.field.partition(".")[2], datum.value
    if value is None:
        return ""
    if column == "amount_minor" and currency:
        return _amount(value, currency)
    found = _BY_COLUMN[column](value) if column in _BY_COLUMN else ""
    return found or str(datum.says)


def plain(value: object) -> Any:
    """A value as JSON has it: dates and times as ISO 8601, decimal numbers as text, so that no digit is lost."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def class_label(name: str) -> str:
    """The kind of record in words; of a kind that is no longer kept, its name."""
    return str({each.name: each.label for each in record_classes.every()}.get(name, name))


def _ground(value: Any) -> str:
    known = {**erasure_grounds.REFUSALS, **access_grounds.REFUSALS}
    return str(known[value].label) if value in known else ""


def _categories(value: Any) -> str:
    return ", ".join(str(CATEGORY_LABELS[Category(each)]) for each in value)


def _purposes(value: Any) -> str:
    return ", ".join(str(copy_words.LISTENING[each]) for each in value if each in copy_words.LISTENING)


def _fields(value: Any) -> str:
    return ", ".join(copy_words.of_fields(value))


def passed_on(value: Any) -> list[str]:
    """The copy of what was passed on, field by field; amounts in the currency that went with them."""
    if not isinstance(value, list) or not all(isinstance(each, Mapping) for each in value):
        return []
    currencies = {each.get("of"): str(each.get("value")) for each in value if each.get("field") == "claim.currency"}
    amounts = {each.get("of") for each in value if str(each.get("field")).endswith(".amount_minor")}
    told = []
    for each in value:
        name, currency = str(each.get("field", "")), currencies.get(each.get("of"), "")
        if name == "claim.currency" and each.get("of") in amounts:
            continue  # it stands with the amount
        (label,) = copy_words.of_fields([name])
        told.append(f"{label}: {_told(name, each.get('value'), currency)}")
    return told


def _told(name: str, said: object, currency: str) -> str:
    """One value that was passed on: an amount, an address, a day or a status as a person reads it."""
    if name.endswith(".amount_minor") and isinstance(said, int) and currency:
        return _amount(said, currency)
    if isinstance(said, Mapping):
        return ", ".join(_flat(said.values()))
    if name.endswith("_on"):
        return str(format_date(date.fromisoformat(str(said)), locale=copy_words.locale()))
    return str(CaseStatus(said).label) if name == "case.status" and said in CaseStatus.values else str(said)


def _passed_on(value: Any) -> str:
    return "; ".join(passed_on(value))


def _flat(values: Iterable[Any]) -> list[str]:
    return [str(part) for each in values for part in (each if isinstance(each, list) else [each]) if part]


def _amount(minor: object, currency: str) -> str:
    amount = Decimal(str(minor)).scaleb(-get_currency_precision(currency))
    return str(format_currency(amount, currency, locale=copy_words.locale()))


def _language(value: Any) -> str:
    return str(Locale.parse(copy_words.locale()).languages.get(str(value), ""))


def _word(words: Mapping[str, str | Promise]) -> Callable[[Any], str]:
    return lambda value: str(words.get(str(value), ""))


_BY_COLUMN: Mapping[str, Callable[[Any], str]] = MappingProxyType(
    {
        "purposes": _purposes,
        "record_class": class_label,
        "ground": _ground,
        "categories": _categories,
        "content": _passed_on,
        "data_fields": _fields,
        "language": _language,
        "role": _word(copy_words.ROLES),
        "reason": _word(copy_words.REASONS),
    }
)
