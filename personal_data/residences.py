"""Where somebody lives, as it is compared: a full name together with the postcode of its address."""

from collections.abc import Callable, Mapping
from typing import Any

from personal_data import tokens
from personal_data.catalogue import declaration_of


def of(model: type[Any], value_of: Callable[[str], Any]) -> str:
    """Name and postcode of a row as they are compared together; empty where the model or the row has not both.

    A model that says where somebody lives names its two fields (``resides`` of its declaration).
    """
    fields: tuple[str, str] | None = getattr(declaration_of(model), "resides", None)
    if fields is None:
        return ""
    name, address = (value_of(field) for field in fields)
    if not name or not isinstance(address, Mapping):
        return ""
    return tokens.residence(tokens.words_of(str(name)), str(address.get("postcode") or ""))
