"""A certificate for reading: tagged PDF in the controller's language, with the fingerprint of the signed file."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation

from collections_app.letters import kinds, rendering, sender, wording
from retention.models import Certificate
from retention.policies import verifying
from retention.services import certificate_words
from retention.services.certificate_words import Words

_LETTER = "erasure_certificate"
Line = list[dict[str, str]]
"""A line of a cell: what it says, one piece after another, each with its language where that is another one."""


def as_pdf(certificate: Certificate) -> bytes:
    """The certificate as PDF. The signed file is the JSON; this names it by its SHA-256."""
    language = kinds.find(_LETTER, certificate.act.controller.language).language
    with translation.override(language):
        data = _data(certificate, json.loads(certificate.document), language)
    return rendering.render(_LETTER, data, language=language)


def _data(certificate: Certificate, signed: dict[str, Any], language: str) -> dict[str, Any]:
    said, controller = signed["certificate"], certificate.act.controller
    country, check = said["controller"]["country"], said["check"]
    return {
        "controller": sender.of_controller(controller),
        "recipient": {"name": controller.name, "address": controller.postal_address.splitlines() or [controller.name]},
        "date": certificate.issued_at.astimezone(ZoneInfo(controller.time_zone)).date(),
        "reference": certificate.reference,
        "stage": certificate.stage,
        "act": said["act"]["reference"],
        "effective_on": certificate.effective_on,
        "final_on": certificate.final_on,
        "count": wording.number(said["tree"]["size"], language),
        "classes": [_class(each, country, language) for each in said["classes"]],
        "steps": [_step(each, language) for each in said["act"]["steps"]],
        "remainders": [_remainder(each, country, language) for each in check["remainders"]],
        "places": wording.number(check["places"], language),
        "identifiers": wording.number(check["identifiers"], language),
        "leftovers": wording.number(check["leftovers"], language),
        "limits": _cell([certificate_words.stored(check["limits"])]),
        "root": said["tree"]["root"],
        "key": signed["signature"]["key"],
        "fingerprint": verifying.fingerprint(certificate.document.encode()),
    }


def _class(entry: Mapping[str, Any], country: str, language: str) -> list[list[Line]]:
    label = certificate_words.record_class(entry["record_class"])
    rules = [line for rule in entry["rules"] for line in _rule(rule, country, language)]
    return [_cell([label]), _cell([Words(wording.number(entry["erased"], language))]), rules]


def _rule(rule: Mapping[str, Any], country: str, language: str) -> Iterator[Line]:
    since = wording.spoken(date.fromisoformat(rule["valid_from"]), language)
    yield _line([certificate_words.stored(rule["ground"]), Words(f" ({since})")])
    yield from _cited(rule["citation"], country)


def _step(step: Mapping[str, Any], language: str) -> list[list[Line]]:
    at = wording.moment(datetime.fromisoformat(step["at"]), language, zone=UTC)
    return [
        _cell([certificate_words.step(step["step"])]),
        _cell([Words(wording.number(step["person"], language))]),
        _cell(_joined([certificate_words.role(each) for each in step["roles"]], ", ")),
        _cell([Words(at)]),
    ]


def _remainder(entry: Mapping[str, Any], country: str, language: str) -> list[list[Line]]:
    ground = [_line([certificate_words.stored(entry["ground"])]), *_cited(entry["citation"], country)]
    until = wording.spoken(date.fromisoformat(entry["until"]), language) if entry["until"] else ""
    return [
        _cell([certificate_words.remainder(entry["record_class"])]),
        _cell([Words(wording.number(entry["count"], language))]),
        ground,
        _cell([Words(str(until))]),
    ]


def _cited(citation: str, country: str) -> Iterator[Line]:
    """A line of its own, where there is a citation."""
    if cited := certificate_words.cited(citation, country=country):
        yield _line(_joined(cited, "; "))


def _joined(words: Iterable[Words], between: str) -> list[Words]:
    """Words with something between them, which is in the language of the document."""
    return [each for word in words for each in (Words(between), word)][1:]


def _cell(words: Iterable[Words]) -> list[Line]:
    return [_line(words)]


def _line(words: Iterable[Words]) -> Line:
    """One line, which begins with a capital letter, as words of a catalogue need not."""
    first, *more = words
    begins = first._replace(text=first.text[:1].upper() + first.text[1:])
    return [{"text": each.text, "language": each.language} for each in (begins, *more)]
