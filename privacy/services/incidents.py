"""The scope of an incident, read and exported for a breach report; both are recorded (GDPR art. 33(3), 33(5))."""

import csv
import io
import json
import zipfile
from datetime import datetime
from typing import Any

from accounts.models import User
from audit import trail
from collections_app.intake.mend_file import harmless
from privacy import events
from privacy.selectors import incident
from privacy.selectors.incident import Lead, Person, Scope
from privacy.services import incident_report

COLUMNS = ("debtor", "controller", "country", "kinds_of_record", "what_happened", "first_utc", "last_utc")


def scope(lead: Lead) -> Scope:
    """What an incident touched; that it was asked for is recorded first."""
    _record(lead, "read")
    return incident.scope(lead)


def package(lead: Lead, *, at: datetime) -> bytes:
    """The scope as a report to read, the same as data, and the list of the persons by their numbers, as ZIP."""
    _record(lead, "exported")
    found = incident.scope(lead)
    members: dict[str, str | bytes] = {
        "scope.pdf": incident_report.render(found, at=at),
        "scope.json": json.dumps(_as_data(found, at), indent=2),
        "persons.csv": _table(incident.persons(lead)),
    }
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(zipfile.ZipInfo(name, at.timetuple()[:6]), content)
    return archive.getvalue()


def _record(lead: Lead, what: str) -> None:
    """Staff are data subjects too: whose account was looked at stands in the trail, with the incident as the reason."""
    account = User(id=lead.account).reference if lead.account else ""
    trail.record_apart(events.INCIDENT_SCOPED, reference=account, reason=f"incident.{what}", fields=lead.asked)


def _as_data(found: Scope, at: datetime) -> dict[str, Any]:
    return {
        "made_at": at.isoformat(),
        "since": found.lead.since.isoformat(),
        "until": found.lead.until.isoformat(),
        "asked_by": found.lead.asked,
        "persons": found.persons,
        "records": found.records,
        "first_at": found.first_at and found.first_at.isoformat(),
        "last_at": found.last_at and found.last_at.isoformat(),
        "categories": [each.value for each in found.categories],
        "kinds_of_record": [each._asdict() for each in found.classes],
        "countries": [each._asdict() for each in found.countries],
        "outcomes": [each._asdict() for each in found.outcomes],
    }


def _table(persons: list[Person]) -> str:
    """Separated by semicolons, with the mark by which spreadsheets know the encoding; nothing in it is a formula."""
    output = io.StringIO()
    writer = csv.writer(output, delimiter=";")
    writer.writerow(COLUMNS)
    for each in persons:
        times = (each.first_at.isoformat(), each.last_at.isoformat())
        cells = (each.debtor, each.controller, each.country, ", ".join(each.classes), ", ".join(each.outcomes), *times)
        writer.writerow([harmless(cell) for cell in cells])
    return f"\ufeff{output.getvalue()}"
