import pytest
from django.db import IntegrityError, connection, transaction

from personal_data.services import controllers
from tests.factories import collection


class TestCreate:
    def test_makes_the_key_of_the_search_index(self, db: None) -> None:
        controller = collection.controller()
        with connection.cursor() as cursor:
            cursor.execute("SELECT generation, octet_length(wrapped) FROM keys.index_key WHERE controller_id = %s",
                           [controller.id])  # fmt: skip
            assert cursor.fetchone() == (1, 60)

    def test_gives_each_reference_once(self, db: None) -> None:
        collection.controller("AMILI")
        with pytest.raises(IntegrityError), transaction.atomic():
            collection.controller("AMILI")

    def test_takes_nordic_controllers_only(self, db: None) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            collection.controller(country="DE")


class TestChangeContacts:
    def test_says_anew_how_the_controller_is_reached(self, db: None) -> None:
        controller = collection.controller()
        contacts = controllers.Contacts(postal_address="Provgatan 1\n111 11 Stockholm", phone="08-465 004 00")
        controllers.change_contacts(controller=controller, contacts=contacts)
        controller.refresh_from_db()
        assert (controller.postal_address.splitlines(), controller.phone) == (
            ["Provgatan 1", "111 11 Stockholm"],
            "08-465 004 00",
        )
