"""What must be known to open one envelope: fetched with the rows, in the same query."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeVar, cast
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.exceptions import FieldError
from django.db import connection, connections, models
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

from audit.lines import PersonLine
from personal_data import keys, record_classes
from personal_data.access import HeldKey
from personal_data.models import Envelope
from personal_data.purposes import Purpose, legal_basis

M = TypeVar("M", bound=models.Model)

# Purposes that store what arrives and use nothing of it.
_FILING = frozenset({Purpose.INTAKE, Purpose.BOOKKEEPING})


class Opening(NamedTuple):
    """One envelope's wrapped key, class, basis, persons and the blocks on opening it.

    ``name`` is the envelope's id and ``subjects`` are pseudonyms in the database's own spelling: they go from one
    query into another.
    """

    envelope_id: UUID
    name: str
    generation: int
    epoch: int
    wrapped: str
    record_class: str
    collection_basis: str
    subjects: Sequence[str | None]
    blocks: Sequence[tuple[str, Sequence[str]]]

    def refusal(self, purpose: Purpose) -> str:
        """Why this purpose may not open it, as a code; empty when it may (GDPR art. 18, 21, 29)."""
        permitted = record_classes.get(self.record_class).purposes
        if permitted is not None and purpose not in permitted:
            return "purpose_locked"
        return next((kind for kind, allowed in self.blocks if purpose.value not in allowed), "")

    def refusal_to_write(self, purpose: Purpose) -> str:
        """Why this purpose may not write into it, as a code; empty when it may.

        Restriction leaves storage alone (GDPR art. 18(2)): what arrives is filed and booked, though nobody may read it.
        """
        refusal = self.refusal(purpose)
        return "" if purpose in _FILING and refusal != "purpose_locked" else refusal

    def held_key(self, epoch: keys.Epoch, *, readable: bool) -> HeldKey:
        """Unwrap the key. Raises EpochGone when the wrap is not its own."""
        try:
            key = keys.unwrap(epoch, self.envelope_id, self.generation, bytes.fromhex(self.wrapped))
        except InvalidTag:
            raise keys.EpochGone("The wrapped key does not belong to this envelope or epoch.") from None
        return HeldKey(self.generation, AESGCM(key), readable)

    def lines(self, purpose: Purpose, outcome: str) -> list[PersonLine]:
        """One audit line for each person of the envelope."""
        basis = legal_basis(purpose, self.collection_basis)
        return [PersonLine(who, self.name, self.record_class, basis, outcome) for who in self.subjects]


def epochs_of(openings: Iterable[Opening]) -> dict[int, keys.Epoch]:
    """The epochs that wrapped some keys, each asked of the ring once. Raises EpochGone when one was destroyed."""
    return {number: keys.ring().get(number) for number in {opening.epoch for opening in openings}}


def page_with_openings(rows: models.QuerySet[M]) -> tuple[list[M], str | None]:
    """Some rows and the openings of their envelopes, in one query."""
    asked: Any = rows.annotate(opening=models.Value(None, output_field=models.TextField()))
    asked.query = asked.query.chain(klass=_PageQuery)
    page: list[Any] = list(asked)
    return page, page[0].opening if page else None


def fetched(envelope_ids: Sequence[UUID]) -> str | None:
    """The openings of some envelopes in one query."""
    if not envelope_ids:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT personal_data_openings(%s::uuid[])", [list(envelope_ids)])
        row = cursor.fetchone()
    return cast("str | None", row[0]) if row else None


def parsed(envelope_ids: Sequence[UUID], value: str | None) -> list[Opening]:
    """Read the text that the database function ``personal_data_openings`` makes.

    Raises KeyError for an envelope that does not exist any more.
    """
    found = {each[0]: each for each in json.loads(value or "[]")}
    openings = []
    for envelope_id in envelope_ids:
        name = str(envelope_id)
        _, generation, epoch, wrapped, record_class, basis, subjects, blocks = found[name]
        persons = subjects or _NOBODY
        openings.append(
            Opening(envelope_id, name, generation, epoch, wrapped, record_class, basis, persons, blocks or ())
        )
    return openings


_NOBODY = (None,)


class _PageQuery(Query):
    """A query whose first row brings the openings of all envelopes on the page."""

    def get_compiler(self, using: Any = None, connection: Any = None, elide_empty: bool = True) -> "_PageCompiler":
        return _PageCompiler(self, connections[using] if using else connection, using, elide_empty)


class _PageCompiler(SQLCompiler):
    """Asks for all openings at once: one call for a page costs a third of one call for each row.

    The page itself is the inner query, with its own order and limit, so no row is fetched or judged twice.
    """

    def as_sql(self, with_limits: bool = True, with_col_aliases: bool = False) -> Any:
        inner, params = super().as_sql(with_limits, with_col_aliases)
        selected = self.select
        names = [f"c{number}" for number in range(len(selected))]
        shown = [f"page.{name}" for name in names]
        envelope = shown[self._position_of_envelope()]
        shown[self.annotation_col_map["opening"]] = (
            f"CASE WHEN row_number() OVER () = 1 THEN personal_data_openings(array_agg({envelope}) OVER ()) END"
        )
        return f"SELECT {', '.join(shown)} FROM ({inner}) AS page({', '.join(names)})", params

    def _position_of_envelope(self) -> int:
        base = self.query.get_initial_alias()
        wanted = "id" if self.query.model is Envelope else "envelope_id"
        for position, (expression, _, _) in enumerate(self.select):
            is_own = getattr(expression, "alias", None) == base
            if is_own and getattr(getattr(expression, "target", None), "column", None) == wanted:
                return position
        raise FieldError("A page is opened by the envelopes of its rows: do not defer them.")
