"""Keyed digests of claims. That they are kept at erasure is proven with the gate."""

from personal_data import digests
from personal_data.models import Controller
from tests.factories import acting, collection


class TestClaimDigest:
    def test_is_the_same_each_time(self, amili: Controller) -> None:
        first = digests.claim_digest(amili, "C-00001", "F-118")
        with acting.omar():
            assert digests.claim_digest(amili, "C-00001", "F-118") == first
        assert len(first) == 32

    def test_tells_creditors_numbers_and_controllers_apart(self, amili: Controller) -> None:
        other = collection.controller("INTRUM")
        made = {
            digests.claim_digest(amili, "C-00001", "F-118"),
            digests.claim_digest(amili, "C-00002", "F-118"),
            digests.claim_digest(amili, "C-00001", "F-119"),
            digests.claim_digest(other, "C-00001", "F-118"),
        }
        assert len(made) == 4

    def test_does_not_run_creditor_and_number_together(self, amili: Controller) -> None:
        assert digests.claim_digest(amili, "C-1", "23") != digests.claim_digest(amili, "C-12", "3")


class TestErased:
    def test_knows_nothing_that_lives(self, amili: Controller) -> None:
        claim = collection.claim(collection.case_file(amili, [collection.debtor(amili)]))
        assert not digests.erased(claim.document_digest)
        assert digests.erased_among([]) == set()
