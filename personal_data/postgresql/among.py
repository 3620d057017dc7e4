"""``field__among=[...]``: one array instead of a parameter for each value, for lookups of a whole batch."""

from typing import Any

from django.db.models import BinaryField, Lookup


@BinaryField.register_lookup
class Among(Lookup):
    """``field = ANY (array)``."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """The comparison with the array."""
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} = ANY (%s)", (*parameters, list(self.rhs))
