import pytest
from django.db import IntegrityError, connection, transaction

from personal_data.models import Controller
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
        with pytest.raises(controllers.WrongNumber):
            collection.controller(country="DE")
        made = collection.controller()
        with pytest.raises(IntegrityError), transaction.atomic():
            Controller.objects.filter(pk=made.pk).update(country="DE")

    @pytest.mark.requirement("AMILI-02", breaks="saving a company number whose check digit is wrong")
    @pytest.mark.parametrize(
        ("country", "number"),
        [("SE", "556439-5671"), ("SE", "198010162389"), ("SE", ""), ("FI", "0000010-8"), ("NO", "910000005")],
    )
    def test_takes_no_number_that_cannot_be_the_companys(
        self, db: None, monkeypatch: pytest.MonkeyPatch, country: str, number: str
    ) -> None:
        collection.controller("RIGHT", country=country)
        monkeypatch.setitem(collection.COMPANY_NUMBERS, country, number)
        with pytest.raises(controllers.WrongNumber):
            collection.controller("WRONG", country=country)
        assert not Controller.objects.filter(reference="WRONG").exists()


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
