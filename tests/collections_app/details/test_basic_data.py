"""Basic data are held under the category that the notice has them under (OPR-28)."""

from django.db.models import GenericIPAddressField

from personal_data import catalogue
from personal_data.declaration import Category
from personal_data.fields import SealedField
from tests.collections_app.details.notices import row

# Basic data by the names of their columns. What is named so and is no datum of a customer stands with its category.
BASIC = {"name", "birth_date", "identity_number"}
OF_ANOTHER_KIND = {
    "authority_contact.name.v1": Category.CONTACT,
    "import_upload.name.v1": Category.INTAKE,
    "third_party.name.v1": Category.THIRD_PARTY,
    "unlinked_request.name.v1": Category.REQUEST,
    "user.name": Category.STAFF,
}


@row("OPR-28", "basic data that are held under another category than the notice has them under")
def test_basic_data_are_identity() -> None:
    held = {column.column_id: column.declared.category for column in catalogue.columns()}
    basic = {each for each in held if _last_word(each) in BASIC} - set(OF_ANOTHER_KIND)
    assert {"debtor.name.v1", "debtor.birth_date.v1", "debtor.identity_number.v1"} <= basic
    assert {each: held[each] for each in basic} == dict.fromkeys(basic, Category.IDENTITY)
    assert {each: held[each] for each in OF_ANOTHER_KIND} == OF_ANOTHER_KIND


@row("OPR-28", "a sealed datum of no category, or an address of the network or a user name kept beside the data map")
def test_whatever_is_sealed_has_a_category_and_no_address_or_user_name_is_kept() -> None:
    held = {(column.model, column.name): column.declared.category for column in catalogue.columns()}
    ours = [(model, field) for model in catalogue.our_models() for field in model._meta.concrete_fields]
    sealed = {(model, field.name) for model, field in ours if isinstance(field, SealedField)}
    assert sealed
    assert sealed <= set(held)
    assert all(isinstance(category, Category) for category in held.values())
    # No debtor has a user name, and what a visitor's address comes to is counted and kept nowhere.
    kept = [
        f"{model._meta.label}.{field.name}"
        for model, field in ours
        if isinstance(field, GenericIPAddressField) or set(field.name.split("_")) & {"ip", "username", "login"}
        or field.name in ("user_name", "remote_address")
    ]  # fmt: skip
    assert kept == ["accounts.User.last_login"], "the day of a member of staff; whatever is new is declared as identity"


def _last_word(column_id: str) -> str:
    """The name of the column in ``debtor.birth_date.v1``."""
    return column_id.split(".")[1]
