import pytest
from django.core.exceptions import ImproperlyConfigured

from personal_data import record_classes
from personal_data.models.record_class import RecordClassRow
from personal_data.purposes import WITHOUT_NOTICE, Purpose, legal_basis


class TestRegister:
    @pytest.fixture(autouse=True)
    def empty(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(record_classes, "_classes", {})

    def test_can_be_repeated_but_not_contradicted(self) -> None:
        first = record_classes.register("letter", label="Letter")
        assert record_classes.register("letter", label="Letter") is first
        with pytest.raises(ImproperlyConfigured, match="twice"):
            record_classes.register("letter", label="Letter", routine=True)

    def test_does_not_let_a_profile_keep_itself(self) -> None:
        assert not record_classes.register(
            "profile", label="Profile", is_profile=True, keeps_profile=True
        ).keeps_profile

    def test_keeps_the_profile_unless_told_otherwise(self) -> None:
        assert record_classes.register("letter", label="Letter").keeps_profile

    def test_lists_by_name(self) -> None:
        for name in ("b", "a"):
            record_classes.register(name, label=name)
        assert [str(each) for each in record_classes.every()] == ["a", "b"]

    def test_does_not_invent_a_class(self) -> None:
        with pytest.raises(KeyError):
            record_classes.get("letter")


class TestTheDatabase:
    def test_knows_the_same_classes(self, db: None) -> None:
        columns = ("name", "is_profile", "keeps_profile", "routine")
        known = list(RecordClassRow.objects.order_by("name").values_list(*columns))
        assert known == [
            (each.name, each.is_profile, each.keeps_profile, each.routine) for each in record_classes.every()
        ]


class TestLegalBasis:
    @pytest.mark.parametrize("purpose", sorted(WITHOUT_NOTICE))
    def test_of_collection_is_the_controllers_and_of_duties_the_laws(self, purpose: Purpose) -> None:
        expected = (
            "6(1)(e)"
            if purpose.value in {"collection", "intake", "legal_claim", "permitted_use", "emergency"}
            else "6(1)(c)"
        )
        assert legal_basis(purpose, "6(1)(e)") == expected
