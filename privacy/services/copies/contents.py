"""What an access copy says, as plain JSON values in the person's language: the published schema describes it.

The PDF is made from the same values, so both say the same. ``docs/access_copy.md``.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from collections_app.models import Disclosure
from personal_data.models import SuppressionEntry
from privacy.models import DataSubjectRequest
from privacy.policies.copies import ground_words, words
from privacy.policies.copies.suppressed import KEPT_AS, NOTES
from privacy.policies.held_records import Datum, HeldFile, HeldRecord, HeldRow, Holdings
from privacy.policies.packs.facts import source_texts
from privacy.policies.packs.pack import Pack
from privacy.policies.withheld import WITHHELD_BECAUSE, Withheld
from privacy.selectors.openings import Opening
from privacy.services.copies import facts, meanings

FORMAT = "sigill-access-copy/1"
SCHEMA = "schemas/access-copy-1.json"
"""Where the schema lies, below the address of the portal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What a copy is made from."""

    request: DataSubjectRequest
    holdings: Holdings
    log: Sequence[Opening]
    disclosures: Sequence[Disclosure]
    pack: Pack
    at: datetime
    names: dict[UUID, str]
    """The name in the package of each file that is handed out."""
    suppressed: Sequence[SuppressionEntry] = ()
    """Keyed notes that the person is not to be taken up again."""


def of(found: Sources) -> dict[str, Any]:
    """The whole copy. The language of the request must be active."""
    grounds = {each.rule: str(each.text) for each in found.pack.keeping if each.rule}
    told = {key: str(text) for key, text in source_texts(found.pack).items()}
    records = [_record(each, found.names, grounds, told) for each in found.holdings.records]
    return {
        "$schema": f"https://{settings.PORTAL_ADDRESS}/{SCHEMA}",
        "format": FORMAT,
        "language": found.request.language,
        "made_at": found.at.isoformat(timespec="seconds"),
        "request": {
            "reference": found.request.reference,
            "received_on": found.request.received_on.isoformat(),
        },
        "controller": facts.controller(found.request.controller, found.pack, on=found.at.date()),
        "data_are_processed": bool(records),
        **facts.of(found.pack, found.holdings),
        "records": records,
        "suppression": [_suppressed(each) for each in found.suppressed],
        "withheld": _withheld(found.holdings),
        "disclosures": [_disclosure(each) for each in found.disclosures],
        "access_log": [_look(each) for each in found.log],
    }


def _record(
    record: HeldRecord, names: dict[UUID, str], grounds: Mapping[str, str], told: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "kind": record.record_class.name,
        "label": str(record.record_class.label),
        "reference": record.reference,
        "creditor": record.creditor,
        "your_role": str(words.ROLES.get(record.role, record.role)),
        "shared_with_others": record.is_shared,
        "since": record.since.isoformat(timespec="seconds"),
        "erasure": {
            "when": record.ending.ends.value,
            "on": record.ending.due_on and record.ending.due_on.isoformat(),
            "says": words.of_ending(record.ending),
            "rule": record.ending.rule,
            "ground": grounds.get(record.ending.rule) or ground_words.of_ground(record.ending.ground),
            "law": record.ending.citation,
            "kept_by": list(record.ending.kept_by),
        },
        "withheld": _reason(record.withheld),
        "entries": [_entry(row, names, told) for row in record.rows],
    }


def _entry(row: HeldRow, names: dict[UUID, str], told: Mapping[str, str]) -> dict[str, Any]:
    currency = next((str(each.value) for each in row.data if each.field.endswith(".currency")), "")
    return {
        "kind": str(row.kind),
        "source_says": told.get(row.source_key, ""),
        "data": [_datum(each, currency) for each in row.data],
        "former": [
            {**_datum(each.datum, currency), "until": each.until.isoformat(timespec="seconds")} for each in row.former
        ],
        "files": [_file(each, names) for each in row.files],
    }


def _datum(datum: Datum, currency: str) -> dict[str, Any]:
    return {
        "field": datum.field,
        "label": str(datum.label),
        "category": datum.category.value,
        "source": datum.source.value,
        "provided_by_you": datum.declared.provided,
        "value": meanings.plain(datum.value),
        "meaning": meanings.of(datum, currency),
        "withheld": _reason(datum.withheld),
    }


def _file(file: HeldFile, names: dict[UUID, str]) -> dict[str, Any]:
    return {
        "name": names.get(file.id),
        "media_type": file.media_type,
        "bytes": file.size,
        "made_at": file.made_at.isoformat(timespec="seconds"),
        "withheld": _reason(file.withheld),
    }


def _look(look: Opening) -> dict[str, Any]:
    who = [str(words.STAFF.get(role, role)) for role in look.roles] or [str(words.ACTORS[look.actor_kind])]
    if look.named:
        who = [f"{', '.join(who)} ({look.named})"]
    return {
        "at": look.at.isoformat(timespec="seconds"),
        "who": [str(words.YOU)] if look.is_own else who,
        "purpose": look.purpose,
        "purpose_says": str(words.PURPOSES.get(look.purpose, look.purpose)),
        "legal_bases": list(look.legal_bases),
        "records": [meanings.class_label(name) for name in look.record_classes],
        "cases": list(look.cases),
    }


def _disclosure(line: Disclosure) -> dict[str, Any]:
    """Who received what: the recipient by name, not its category (CJEU C-154/21)."""
    return {
        "at": line.at.isoformat(timespec="seconds"),
        "recipient": line.recipient.called,
        "kind": line.recipient.kind,
        "kind_says": str(line.recipient.get_kind_display()),
        "country": line.recipient.country,
        "purpose": str(line.get_purpose_display()),
        "legal_basis": line.ground,
        "case": line.case_reference,
        "data": words.of_fields(line.data_fields),
    }


def _suppressed(entry: SuppressionEntry) -> dict[str, Any]:
    note = NOTES[entry.reason]
    return {
        "reason": entry.reason,
        "says": f"{note.says} {KEPT_AS}",
        "law": note.law,
        "reference": entry.reference,
        "since": entry.entered_at.isoformat(timespec="seconds"),
        "review_on": entry.review_on.isoformat(),
    }


def _withheld(holdings: Holdings) -> list[dict[str, Any]]:
    """Each reason for withholding with its law, and how often it was used (GDPR art. 15(4))."""
    count = Counter(_reasons(holdings.records))
    return [
        {
            "reason": reason.value,
            "says": str(WITHHELD_BECAUSE[reason].says),
            "law": law or WITHHELD_BECAUSE[reason].law,
            "times": times,
        }
        for (reason, law), times in sorted(count.items(), key=lambda each: (list(Withheld).index(each[0][0]), each[0]))
    ]


def _reasons(records: Iterable[HeldRecord]) -> Iterable[tuple[Withheld, str]]:
    """Each reason with the provision that somebody named for it."""
    for record in records:
        every: list[Datum | HeldFile] = [*record.data(), *record.files()]
        yield from ((each.withheld, each.law) for each in every if each.withheld)
        if record.withheld and not every:
            yield record.withheld, ""


def _reason(withheld: Withheld | None) -> str | None:
    return withheld.value if withheld else None
