"""Records beside the cases, within reach."""

from collections.abc import Sequence
from heapq import nlargest

from collections_app.models.records import KeptRecord
from collections_app.record_kinds import KINDS, Desk, Kind, of_desk
from personal_data import envelopes, reach
from personal_data.models import Controller

PAGE = 50


def listed(kinds: Sequence[Kind], *, before: str = "") -> list[KeptRecord]:
    """The newest records of some kinds by their number, one more than a page shows. Opens nothing."""
    found: list[KeptRecord] = []
    for kind in kinds:
        rows = kind.model._default_manager.filter(reach.within()).select_related("controller")
        if before:
            rows = rows.filter(reference__lt=before)
        found.extend(rows.order_by("-reference")[: PAGE + 1])
    return nlargest(PAGE + 1, found, key=lambda record: record.reference)


def of_case(reference: str) -> list[KeptRecord]:
    """The records that were entered on the case of that number, newest first. Opens nothing."""
    found: list[KeptRecord] = []
    for kind in of_desk(Desk.CASES):
        if kind.on_case:
            rows = kind.model._default_manager.filter(reach.within(), case_reference=reference)
            found.extend(rows.select_related("controller"))
    return sorted(found, key=lambda record: record.reference, reverse=True)


def one(desk: Desk, reference: str) -> KeptRecord | None:
    """The record of that number at a desk; None where there is none."""
    for kind in of_desk(desk):
        rows = kind.model._default_manager.filter(reach.within()).select_related("controller", "envelope")
        if (found := rows.filter(reference=reference).first()) is not None:
            return found
    return None


def that_names(**where: object) -> KeptRecord | None:
    """The newest record that says the name of its person, of those that some condition chooses. Opens nothing.

    Never an enquiry into money laundering or fraud: nothing that the person gets may depend on one.
    """
    kinds = [kind for kind in KINDS.values() if "name" in kind.texts and kind.desk is not Desk.ENQUIRIES]
    rows = (kind.model._default_manager.filter(**where).select_related("controller") for kind in kinds)
    found = [record for each in rows if (record := each.order_by("reference").last()) is not None]
    return max(found, key=lambda record: record.reference, default=None)


def name_and_address(record: KeptRecord) -> tuple[str, list[str]]:
    """Whom an opened record names, and the lines of where they want to be answered, if it says so."""
    reply_to = getattr(record, "reply_to", None)
    lines = reply_to.reveal().splitlines() if reply_to is not None else []
    return str(getattr(record, "name").reveal()), [line.strip() for line in lines if line.strip()]  # noqa: B009  (not every kind has a name)


def consult(record: KeptRecord) -> None:
    """Open a record. Raises Refused and Gone."""
    envelopes.open([record])


def controllers() -> list[Controller]:
    """The controllers within reach, by name."""
    return list(Controller.objects.filter(reach.within("pk")).order_by("name"))


def gatherings(kind: Kind) -> list[tuple[Controller, str]]:
    """The positions or portfolios of which records go on, with their controllers."""
    rows = kind.model._default_manager.filter(reach.within(), ended_on=None).exclude(gathering="")
    pairs = rows.order_by("gathering").values_list("controller_id", "gathering").distinct()
    known = {each.pk: each for each in controllers()}
    return [(known[controller], name) for controller, name in pairs if controller in known]
