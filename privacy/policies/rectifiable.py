"""Which declared data may be corrected in place (GDPR art. 16), and which are completed by a statement instead.

Derived from the data map. What a claim says is the creditor's document, bookkeeping is corrected by a new entry, and a
note or a recording shows what was said at the time: of these nothing is overwritten (ALMI-76).
"""

from personal_data.catalogue import Column
from personal_data.declaration import Category

_OF_THE_PERSON = frozenset({Category.IDENTITY, Category.CONTACT})
# Another identity number is another person: that is a case of mistaken identity, decided as such.
_NEVER = frozenset({"debtor.identity_number.v1"})


def is_rectifiable(column: Column) -> bool:
    """Whether a column is corrected in place: sealed, about this person, who they are or how to reach them."""
    declared = column.declared
    if not column.is_sealed or declared.about_another or column.column_id in _NEVER:
        return False
    return declared.category in _OF_THE_PERSON and not getattr(_declared_on(column), "append_only", False)


def _declared_on(column: Column) -> object:
    return vars(column.model).get("PersonalData")
