"""Sealed values in Python: they show as dots and refuse to be used by accident.

A value is readable only by asking for it by name, ``reveal()``, and only after its envelope was opened, and so
recorded, in the current access context.
"""

from typing import TYPE_CHECKING, Any, NoReturn
from uuid import UUID

from personal_data import access

if TYPE_CHECKING:
    from personal_data.fields import SealedField

DOTS = "•••"


class NotOpened(Exception):
    """The envelope was not opened in this access context, so its values cannot be read."""


class SealedValueUsed(TypeError):
    """A sealed value was compared, measured, formatted or serialised instead of being revealed."""


class Ciphertext(bytes):
    """The stored form of a sealed value; the type keeps it apart from a plaintext that waits to be sealed."""


def _refuse(self: "Sealed", *_args: object, **_kwargs: object) -> NoReturn:
    raise SealedValueUsed("A sealed value cannot be used like this: open its envelope and call reveal().")


class Sealed:
    """A value in its envelope. ``str()`` and HTML give dots."""

    __slots__ = ("_ciphertext", "_envelope_id", "_field", "_row_id")

    def __init__(self, field: "SealedField", ciphertext: bytes, row_id: UUID, envelope_id: UUID) -> None:
        self._field = field
        self._ciphertext = ciphertext
        self._row_id = row_id
        self._envelope_id = envelope_id

    def reveal(self) -> Any:
        """The plaintext. Raises NotOpened outside an opening, CannotOpen when the ciphertext was moved."""
        held = access.readable_key(self._envelope_id)
        if held is None:
            raise NotOpened("This envelope has not been opened in the current access context.")
        return self._field.unseal(held, self._row_id, self._envelope_id, self._ciphertext)

    @property
    def is_open(self) -> bool:
        """Whether ``reveal`` may be called now."""
        return access.readable_key(self._envelope_id) is not None

    @property
    def ciphertext(self) -> bytes:
        """What is stored."""
        return self._ciphertext

    def __str__(self) -> str:
        return DOTS

    def __html__(self) -> str:
        return DOTS

    def __repr__(self) -> str:
        return f"<Sealed {self._field.column_id}>"

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __bool__ = __len__ = __iter__ = __contains__ = __getitem__ = __add__ = __radd__ = _refuse
    __hash__ = __format__ = __int__ = __float__ = __index__ = __bytes__ = _refuse
    __reduce__ = __reduce_ex__ = __getstate__ = __copy__ = __deepcopy__ = _refuse


class Pending(Sealed):
    """A plaintext that was assigned and waits for the save that seals it; it shows as dots as well."""

    __slots__ = ("plaintext",)

    def __init__(self, field: "SealedField", plaintext: Any) -> None:
        self._field = field
        self.plaintext = plaintext

    def reveal(self) -> Any:
        """The plaintext that this very code has just assigned."""
        return self.plaintext

    @property
    def is_open(self) -> bool:
        return True
