"""How amounts, dates and addresses are written for the reader: in the locale of their language."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, format_timedelta
from babel.numbers import format_currency, format_decimal, get_currency_precision
from django import template
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from personal_data.templatetags.sealed import reveal
from personal_data.values import Sealed

register = template.Library()

_TWO_MONTHS, _ALWAYS_DAYS = timedelta(days=60), 1e9
# English here is European English: day before month, and kronor told apart by their codes.
_CODE_FIRST = "¤¤\u00a0#,##0.00;-¤¤\u00a0#,##0.00"
_HYPHEN, _MINUS = "-", "\u2212"
_LOCALES = {"en": "en_GB", "sv": "sv_SE", "nb": "nb_NO", "fi": "fi_FI", "da": "da_DK"}


@register.filter
def money(amount_minor: int, currency: str) -> str:
    """An amount in minor units with its currency: 1 234,50 kr; less than nothing with a minus, never a hyphen."""
    digits = get_currency_precision(currency)
    amount = Decimal(amount_minor).scaleb(-digits)
    written = format_currency(amount, currency, _CODE_FIRST if _language() == "en" else None, locale=_locale())
    return str(written).replace(_HYPHEN, _MINUS)


@register.filter
def whole(number: int) -> str:
    """A count with the reader's thousands sign."""
    return str(format_decimal(number, locale=_locale()))


@register.filter
def day(value: date | Sealed | None) -> str:
    """A date: 3 Apr 2026; of a moment the day by the clock of the page, as ``moment`` has it; dots of a sealed one."""
    if isinstance(value, Sealed) and not value.is_open:
        return str(reveal(value))
    told: date | None = value.reveal() if isinstance(value, Sealed) else value
    return "" if told is None else format_date(_on_the_page(told), "medium", locale=_locale())


@register.filter
def year(value: Sealed) -> str:
    """The year of a date of birth, for lists: enough to tell two people apart, as of a masked number (AMILI-10)."""
    return str(value.reveal().year) if value.is_open else str(reveal(value))


@register.filter
def weekday_date(value: date | None) -> str:
    """A date with its weekday, where a deadline is meant: Friday, 3 April 2026."""
    return "" if value is None else format_date(_on_the_page(value), "full", locale=_locale())


@register.filter
def moment(value: datetime | None) -> str:
    """A date and a time of the day: 3 Apr 2026, 14:05."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{format_date(local, 'medium', locale=_locale())}, {format_time(local, 'short', locale=_locale())}"


@register.filter
def hour(value: datetime) -> str:
    """The time of the day alone, where the date stands above: 14:05."""
    return format_time(timezone.localtime(value), "short", locale=_locale())


@register.filter
def moment_in(value: datetime | None, time_zone: str) -> str:
    """A date and a time of the day by a controller's own clock, whatever page it stands on."""
    with timezone.override(ZoneInfo(time_zone)):
        return moment(value)


@register.filter
def from_today(value: date) -> str:
    """How far a date lies from today; stands beside the date, never instead of it."""
    away = value - timezone.localdate()
    if not away:
        return gettext("today")
    # Deadlines are counted in days; months and years are near enough for what lies further off.
    threshold = _ALWAYS_DAYS if abs(away) < _TWO_MONTHS else 1.4
    return format_timedelta(away, granularity="day", threshold=threshold, add_direction=True, locale=_locale())


@register.filter
def address_lines(value: Any) -> SafeString:
    """A postal address, one part to a line, or dots when its envelope is not opened."""
    if isinstance(value, Sealed):
        if not value.is_open:
            return format_html_join("", '<span class="sealed">{}</span>', [(str(value),)])
        value = value.reveal()
    parts = value or {}
    town = " ".join(part for part in (parts.get("postcode"), parts.get("city")) if part)
    lines = [*parts.get("lines", ()), town, _country(parts.get("country") or "")]
    return format_html_join(SafeString("<br>"), "{}", [(line,) for line in lines if line])


def _on_the_page(value: date) -> date:
    return timezone.localtime(value) if isinstance(value, datetime) else value


def _country(code: str) -> str:
    """A country's name in the reader's language; a code that no country has is shown as it is."""
    name = _locale().territories.get(code.upper())
    return str(name or code)


def _language() -> str:
    language = (get_language() or "en").partition("-")[0]
    return language if language in _LOCALES else "en"


def _locale() -> Locale:
    return _parsed(_LOCALES[_language()])


@cache
def _parsed(name: str) -> Locale:
    return Locale.parse(name)
