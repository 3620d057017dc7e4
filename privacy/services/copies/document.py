"""The access copy to read: the values of the JSON copy, laid out for the letter template ``access_copy``."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from django.utils.translation import gettext as _

from collections_app import letters
from collections_app.models import Debtor
from collections_app.models.records import KeptRecord
from collections_app.selectors import records
from personal_data.declaration import Source
from privacy.models import DataSubjectRequest
from privacy.policies.copies import words
from privacy.policies.withheld import WITHHELD_BECAUSE, Withheld

_WIDEST_TABLE = 4
Pairs = list[list[str]]

Person = Debtor | KeptRecord | None
"""What names the person: their profile, or a record of somebody who has none; None when that has gone."""


def render(contents: Mapping[str, Any], *, request: DataSubjectRequest, person: Person, on: date) -> bytes:
    """The copy as tagged PDF in the language of the request. What names the person must be open."""
    zone = ZoneInfo(request.controller.time_zone)
    log = [
        [_moment(look["at"], zone), ", ".join(look["who"]), look["purpose_says"], ", ".join(look["records"])]
        for look in contents["access_log"]
    ]
    disclosures = [
        [_moment(each["at"], zone), each["recipient"], each["purpose"], ", ".join(each["data"])]
        for each in contents["disclosures"]
    ]
    data = {
        "controller": letters.of_controller(request.controller),
        "recipient": recipient(request, person),
        "date": on,
        "reference": request.reference,
        "received_on": request.received_on,
        **said(contents),
        "records": [_record(each, zone) for each in contents["records"]],
        "withheld": [f"{each['says']} ({each['law']}; {each['times']} ×)" for each in contents["withheld"]],
        "suppression": [f"{each['says']} ({each['law']})" for each in contents["suppression"]],
        "disclosures": disclosures,
        "log": log,
    }
    return letters.render("access_copy", data, language=request.language)


def recipient(request: DataSubjectRequest, person: Person) -> dict[str, Any]:
    """Whom the copy and its letter are for, also when no address is known: it may be fetched in the portal."""
    if person is None:
        return {"name": request.reference, "address": [_("(your profile has been erased)")]}
    if isinstance(person, KeptRecord):
        name, lines = records.name_and_address(person)
        return {"name": name, "address": lines or [_("(we know no address of yours)")]}
    country = request.controller.country
    address = person.address.reveal() if person.address is not None else None
    found = letters.to_recipient(person.name.reveal(), address, from_country=country, language=request.language)
    return {**found, "address": found["address"] or [_("(we know no address of yours)")]}


def said(contents: Mapping[str, Any]) -> dict[str, Any]:
    """What art. 14(1)-(2), 15(1)(a)-(h) and 15(2) ask, each as a list of sentences."""
    complaint, transfers = contents["complaint"], contents["transfers"]
    return {
        "purposes": [_purpose(each) for each in contents["purposes"]],
        "categories": [each["says"] for each in contents["categories"]],
        "sources": [each["says"] for each in contents["sources"]],
        "recipients": [
            _said(each["says"], ", ".join(each["names"]), each["only_if"]) for each in contents["recipients"]
        ],
        "transfers": [
            transfers["says"],
            *(_said(each["says"], ", ".join(each["safeguards"])) for each in transfers["routes"]),
        ],
        "automated": _automated(contents["automated_decisions"]),
        "rights": [" ".join([each["says"], *each["limits"]]) for each in contents["rights"]],
        "authority": {"name": complaint["authority"], "contact": complaint["contact"]},
        "court": complaint["court"],
    }


def _purpose(purpose: Mapping[str, Any]) -> dict[str, str]:
    return {
        "says": purpose["says"],
        "basis": "; ".join(_basis(basis) for basis in purpose["legal_bases"]),
        "categories": "; ".join(purpose["categories"]),
    }


def _automated(found: Mapping[str, Any] | None) -> list[str]:
    if found is None:
        return [_("No decision about you is made by a machine alone, and no profile of you is made.")]
    said = [found["says"], found["logic"], *found["inputs"], found["significance"], found["human_review"]]
    return [each for each in said if each]


def _basis(basis: Mapping[str, str]) -> str:
    return _said(f"{basis['article']}: {basis['says']}", basis["law"], basis["interest"])


def _said(what: str, *more: str) -> str:
    """A sentence with what belongs to it in brackets."""
    added = "; ".join(each for each in more if each)
    return f"{what} ({added})" if added else what


def _record(record: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    known = [(_("Creditor"), record["creditor"]), (_("You are"), record["your_role"])]
    if record["shared_with_others"]:
        known.append((_("Shared"), _("Other persons have a part in it; what is theirs is not shown.")))
    if record["withheld"]:
        known.append((_("Not shown"), str(WITHHELD_BECAUSE[Withheld(record["withheld"])].says)))
    ending = record["erasure"]
    why = _("Why: %(why)s.") % {"why": _said(ending["ground"], ending["law"])} if ending["ground"] else ""
    return {
        "title": f"{record['label']} {record['reference']}".strip(),
        "facts": [[label, value] for label, value in known if value],
        "erasure": " ".join(each for each in (ending["says"], why) if each),
        "groups": [_group(kind, list(found), zone) for kind, found in groupby(record["entries"], itemgetter("kind"))],
    }


def _group(kind: str, entries: Sequence[Mapping[str, Any]], zone: ZoneInfo) -> dict[str, Any]:
    """Entries of one kind: as a table when there are several that have the same few things to say, else one by one."""
    told = [_pairs(each, zone) for each in entries]
    headings = list(dict.fromkeys(label for pairs in told for label, _value in pairs))
    is_table = len(told) > 1 and len(headings) <= _WIDEST_TABLE and all(len(dict(each)) == len(each) for each in told)
    rows = [[dict(each).get(label, "") for label in headings] for each in told] if is_table else []
    sources = dict.fromkeys(str(words.SOURCES[Source(datum["source"])]) for entry in entries for datum in entry["data"])
    return {
        "title": kind[:1].upper() + kind[1:],
        "headings": headings,
        "rows": rows,
        "entries": [] if is_table else told,
        "sources": _("Source: %(sources)s") % {"sources": ", ".join(sources)} if sources else "",
    }


def _pairs(entry: Mapping[str, Any], zone: ZoneInfo) -> Pairs:
    pairs = [[each["label"], _value(each, zone)] for each in entry["data"]]
    for each in entry["former"]:
        until = _moment(each["until"], zone)
        pairs.append([_("%(label)s until %(day)s") % {"label": each["label"], "day": until}, _value(each, zone)])
    if entry["source_says"]:
        pairs.append([_("Where it came from"), entry["source_says"]])
    for file in entry["files"]:
        withheld = file["withheld"]
        pairs.append([_("File"), str(WITHHELD_BECAUSE[Withheld(withheld)].says) if withheld else str(file["name"])])
    return pairs


def _value(datum: Mapping[str, Any], zone: ZoneInfo) -> str:
    if datum["value"] is None and datum["withheld"]:
        return str(WITHHELD_BECAUSE[Withheld(datum["withheld"])].says)
    return datum["meaning"] or _text(datum["value"], zone)


def _text(value: Any, zone: ZoneInfo) -> str:
    """A value of the JSON copy as people write it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        return ", ".join(each for each in (_text(every, zone) for every in value.values()) if each)
    if isinstance(value, list):
        return ", ".join(_text(each, zone) for each in value)
    text = "" if value is None else str(value)
    if text[4:5] == "-" and text[7:8] == "-":
        try:
            return _moment(text, zone) if "T" in text else words.long_date(date.fromisoformat(text))
        except ValueError:
            return text
    return text


def _moment(text: str, zone: ZoneInfo) -> str:
    at = datetime.fromisoformat(text).astimezone(zone)
    return str(format_datetime(at, "d MMM y HH:mm", locale=words.locale()))
