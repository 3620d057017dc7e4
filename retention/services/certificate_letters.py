"""A certificate for reading: tagged PDF in the controller's language, with the fingerprint of the signed file."""

import json
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation

from collections_app.letters import rendering, sender
from personal_data import record_classes
from retention.models import Certificate
from retention.policies import verifying


def as_pdf(certificate: Certificate) -> bytes:
    """The certificate as PDF. The signed file is the JSON; this names it by its SHA-256."""
    controller = certificate.act.controller
    language = controller.language if controller.language in ("sv", "en") else "en"
    with translation.override(language):
        data = _data(certificate, json.loads(certificate.document))
    return rendering.render("erasure_certificate", data, language=language)


def _data(certificate: Certificate, signed: dict[str, Any]) -> dict[str, Any]:
    said, controller = signed["certificate"], certificate.act.controller
    return {
        "controller": sender.of_controller(controller),
        "recipient": {"name": controller.name, "address": controller.postal_address.splitlines() or [controller.name]},
        "date": certificate.issued_at.astimezone(ZoneInfo(controller.time_zone)).date(),
        "reference": certificate.reference,
        "stage": certificate.stage,
        "act": said["act"]["reference"],
        "effective_on": certificate.effective_on,
        "final_on": certificate.final_on,
        "count": said["tree"]["size"],
        "classes": [[_label(each["record_class"]), str(each["erased"]), _rules(each)] for each in said["classes"]],
        "steps": [[each["step"], str(each["person"]), ", ".join(each["roles"]), each["at"]]
                  for each in said["act"]["steps"]],
        "remainders": [[_label(each["record_class"]), str(each["count"]), _ground(each), each["until"] or ""]
                       for each in said["check"]["remainders"]],
        "places": said["check"]["places"],
        "identifiers": said["check"]["identifiers"],
        "leftovers": said["check"]["leftovers"],
        "limits": said["check"]["limits"],
        "root": said["tree"]["root"],
        "key": signed["signature"]["key"],
        "fingerprint": verifying.fingerprint(certificate.document.encode()),
    }  # fmt: skip


def _label(name: str) -> str:
    try:
        return str(record_classes.get(name).label)
    except KeyError:
        return name.replace("_", " ")


def _rules(entry: dict[str, Any]) -> str:
    return "; ".join(f"{rule['code']} ({rule['valid_from']})" for rule in entry["rules"])


def _ground(remainder: dict[str, Any]) -> str:
    return ". ".join(each for each in (remainder["ground"], remainder["citation"]) if each)
