"""Writing search tokens anew, where their form has changed: what is stored is opened, and its tokens are replaced."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from personal_data import access, catalogue, envelopes, search


def reindex(*, envelope_ids: Sequence[UUID]) -> int:
    """Write the tokens of some envelopes anew, in one transaction; says of how many.

    Each is opened, and that is recorded. What a block keeps shut stays as it is, and is found in its old form only.
    """
    with transaction.atomic(), access.renewed():
        living = envelopes.keep(envelope_ids)
        rows: dict[UUID, list[Any]] = {each: [] for each in living}
        for model in catalogue.personal_models():
            if names := [field.name for field in search.searchable_fields(model)]:
                for row in envelopes.open_page(model._default_manager.filter(envelope_id__in=living)):
                    held = [value for name in names if (value := getattr(row, name)) is not None]
                    if all(value.is_open for value in held):
                        rows[row.envelope_id].append(row)
                    else:
                        rows.pop(row.envelope_id, None)
        search.index(*(row for found in rows.values() for row in found))
        return sum(bool(found) for found in rows.values())
