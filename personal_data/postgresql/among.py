"""``field__among=[...]``: one array instead of a parameter for each value, for lookups of a whole batch."""

from typing import Any

from django.db.models import BinaryField, Lookup


@BinaryField.register_lookup
class Among(Lookup):
    """``field = ANY (array)``."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """The comparison with the array, sent as one text: the driver takes its time over arrays of bytes."""
        left, parameters = self.process_lhs(compiler, connection)
        array = "ARRAY(SELECT decode(part, 'hex') FROM string_to_table(%s, ',') AS part)"
        return f"{left} = ANY ({array})", (*parameters, ",".join(value.hex() for value in self.rhs))
