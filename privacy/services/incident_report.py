"""The scope of an incident to read and to send to the authority: a tagged PDF (GDPR art. 33(3))."""

from collections.abc import Iterable
from datetime import datetime

from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from audit import acting, trail
from collections_app import letters
from personal_data import reach, record_classes
from personal_data.declaration import CATEGORY_LABELS
from personal_data.models import Controller
from privacy.selectors.incident import Count, Scope

_NONE = "–"


def render(found: Scope, *, at: datetime) -> bytes:
    """The report, without any person's name or number. Raises NoActor."""
    who = acting.current()
    if who is None:
        raise trail.NoActor("A report of an incident needs somebody who makes it.")
    controller = Controller.objects.filter(reach.within("pk")).order_by("reference")[0]
    language = get_language() or "en"
    data = {
        "controller": letters.of_controller(controller),
        "recipient": {"name": User(id=who.actor.id).reference, "address": [_("Scope of an incident")]},
        "date": at.date(),
        "reference": f"INC-{at:%Y%m%d-%H%M%S}",
        "since": _moment(found.lead.since),
        "until": _moment(found.lead.until),
        "persons": str(found.persons),
        "records": str(found.records),
        "first_at": _moment(found.first_at),
        "last_at": _moment(found.last_at),
        "categories": category_names(found) or [_("none")],
        "classes": _rows((class_name(each.key), each) for each in found.classes),
        "countries": _rows((country_name(each.key, language), each) for each in found.countries),
        "outcomes": _rows((_(each.key), each) for each in found.outcomes),
    }
    return letters.render("incident_scope", data, language=language)


def category_names(found: Scope) -> list[str]:
    """The categories of data in words."""
    return [str(CATEGORY_LABELS[each]) for each in found.categories]


def class_name(name: str) -> str:
    """A kind of record in words; of one that is no longer kept, its code."""
    known = {entry.name: entry.label for entry in record_classes.every()}
    return str(known.get(name, name))


def country_name(code: str, language: str) -> str:
    """A country's name in the reader's language."""
    return str(Locale.parse(language, sep="-").territories.get(code, code))


def _rows(named: Iterable[tuple[str, Count]]) -> list[list[str]]:
    return [[name, str(count.persons), str(count.records)] for name, count in named]


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else _NONE
