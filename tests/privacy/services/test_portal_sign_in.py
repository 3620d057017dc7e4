from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from redis.exceptions import ConnectionError as CacheIsAway

from audit.models import Event, Line
from collections_app.models import Case, Debtor
from personal_data import access
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy import events
from privacy.models import FailedSignIns, PortalCode
from privacy.policies.sign_in import codes
from privacy.services.sign_in import code_digests, counts, next_codes, signing_in
from privacy.services.sign_in import codes as portal_codes
from privacy.services.sign_in.signing_in import Answer
from tests.factories import acting, collection
from tests.factories.accounts import recorded
from tests.privacy.letters import ADDRESS, code_in, paper_of
from tests.privacy.services.conftest import NOW

HOME, ELSEWHERE = "192.0.2.7", "198.51.100.20"
UNKNOWN_CASE = "K-2026-999999"
WRONG = codes.make(lambda alphabet: alphabet[0])


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def verify(case_number: str, code: str, *, address: str = HOME, minutes: float = 0) -> Answer:
    with access.context(actor=access.ANONYMOUS, purpose=Purpose.SECURITY, channel="portal"):
        return signing_in.verify(
            case_number=case_number, code=code, address=address, at=NOW + timedelta(minutes=minutes)
        )


def fail(times: int, case_number: str, *, address: str = HOME, minutes: float = 0) -> list[Answer]:
    return [verify(case_number, WRONG, address=address, minutes=minutes) for _ in range(times)]


@pytest.fixture
def right(letter: PortalCode) -> str:
    """The code that stands in Anna's letter."""
    return code_in(paper_of(letter))


class TestTheRightCode:
    def test_opens_the_portal(self, letter: PortalCode, right: str) -> None:
        assert verify(letter.case_reference, right).code == letter

    def test_opens_it_once(self, letter: PortalCode, right: str) -> None:
        assert verify(letter.case_reference, right).code == letter
        assert verify(letter.case_reference, right, minutes=1) == Answer()
        (failed,) = recorded(events.PORTAL_SIGN_IN_FAILED)
        assert (failed.reason, failed.reference) == ("used", letter.case_reference)
        assert not Line.objects.filter(event_id=failed.id).exists()

    def test_is_known_again_after_many_visits(self, letter: PortalCode, right: str) -> None:
        """The trail tells that a used code was tried again; the work does not grow with the number of visits."""
        verify(letter.case_reference, right)
        for visit in range(20):
            with acting.hanna(Purpose.SUBJECT_REQUEST):
                taken = next_codes.take(visiting=letter, language="sv", at=NOW + timedelta(days=visit))
            assert taken is not None
            code = codes.read_code(taken.code)
            assert verify(letter.case_reference, code, minutes=1 + visit * 1440).code is not None
        with CaptureQueriesContext(connection) as queries:
            assert verify(letter.case_reference, code, minutes=21 * 1440) == Answer()
        assert len(queries) < 10
        assert recorded(events.PORTAL_SIGN_IN_FAILED)[-1].reason == "used"

    def test_says_when_somebody_signed_in_before(self, letter: PortalCode, right: str) -> None:
        assert verify(letter.case_reference, right).before is None
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            taken = next_codes.take(visiting=letter, language="sv", at=NOW)
        assert taken is not None
        assert verify(letter.case_reference, codes.read_code(taken.code), minutes=60).before == NOW

    def test_is_recorded_as_the_persons_own_act(self, letter: PortalCode, right: str, anna: Debtor) -> None:
        verify(letter.case_reference, right)
        (event,) = recorded(events.PORTAL_SIGNED_IN)
        assert (event.actor_kind, event.actor_id) == ("debtor", anna.subject_id)
        assert [line.subject for line in Line.objects.filter(event_id=event.id)] == [anna.subject.pseudonym]

    def test_works_until_the_end_of_its_last_day(self, letter: PortalCode, right: str) -> None:
        left = (letter.expires_at - NOW).total_seconds() / 60
        assert verify(letter.case_reference, right, minutes=left).code is None
        assert verify(letter.case_reference, right, minutes=left - 1).code == letter

    def test_does_not_work_after_it_was_revoked(self, letter: PortalCode, right: str) -> None:
        with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
            portal_codes.revoke(code=letter, because="lost", by=here.actor.id, at=NOW)
        assert verify(letter.case_reference, right, minutes=1) == Answer()

    def test_works_for_its_own_case_only(self, letter: PortalCode, right: str, amili: Controller, anna: Debtor) -> None:
        with acting.hanna():
            other = collection.case_file(amili, [anna])
        assert verify(other.reference, right) == Answer()

    def test_is_not_a_failure(self, letter: PortalCode, right: str) -> None:
        assert verify(letter.case_reference, right).code == letter
        assert set(FailedSignIns.objects.values_list("failures", flat=True)) == {0}

    def test_names_which_of_two_debtors_it_is(self, amili: Controller, anna: Debtor) -> None:
        with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
            bo = collection.debtor(amili, "Bo Berg", address=ADDRESS)
            shared = collection.case_file(amili, [anna, bo])
            letters = {
                who.pk: portal_codes.issue(case=shared, debtor=who, language="sv", by=here.actor.id, at=NOW)
                for who in (anna, bo)
            }
        for who, letter in letters.items():
            signed_in = verify(shared.reference, code_in(paper_of(letter))).code
            assert signed_in is not None
            assert signed_in.debtor_id == who

    def test_works_after_the_servers_secret_was_changed(
        self, letter: PortalCode, right: str, settings: pytest.FixtureRequest
    ) -> None:
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]  # type: ignore[attr-defined]
        settings.SECRET_KEY = "another secret"  # type: ignore[attr-defined]
        assert verify(letter.case_reference, right).code == letter
        settings.SECRET_KEY_FALLBACKS = []  # type: ignore[attr-defined]
        assert verify(letter.case_reference, right) == Answer()


class TestEveryFailure:
    def test_has_the_same_answer_for_a_case_that_does_not_exist(self, letter: PortalCode) -> None:
        assert verify(letter.case_reference, WRONG) == verify(UNKNOWN_CASE, WRONG) == Answer()

    def test_costs_the_same_statements(self, letter: PortalCode) -> None:
        asked = []
        for number, case_number in enumerate((letter.case_reference, UNKNOWN_CASE)):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                verify(case_number, WRONG, address=f"192.0.2.{number}")
            asked.append([query["sql"].split("VALUES")[0].split("unnest")[0][:60] for query in queries])
        assert asked[0] == asked[1]
        assert len(asked[0]) == 3  # the counts, the look-up, the event

    def test_costs_the_same_comparisons(self, letter: PortalCode, monkeypatch: pytest.MonkeyPatch) -> None:
        made: list[int] = []
        real = code_digests.matches

        def counting(code: str, *, salt: bytes, digest: bytes) -> bool:
            made.append(1)
            return real(code, salt=salt, digest=digest)

        monkeypatch.setattr(code_digests, "matches", counting)
        verify(letter.case_reference, WRONG)
        known, made[:] = len(made), []
        verify(UNKNOWN_CASE, WRONG)
        assert known == len(made) == 8

    def test_is_an_event_without_person_and_without_what_was_typed(self, letter: PortalCode) -> None:
        verify(letter.case_reference, WRONG)
        verify(UNKNOWN_CASE, WRONG)
        known, unknown = recorded(events.PORTAL_SIGN_IN_FAILED)
        for event, number in ((known, letter.case_reference), (unknown, UNKNOWN_CASE)):
            assert (event.reference, event.reason, event.actor_kind) == (number, "no_match", "anonymous")
            assert not Line.objects.filter(event_id=event.id).exists()
        assert WRONG not in str(Event.objects.filter(id=known.id).values().get())


class TestTooManyFailures:
    def test_make_the_network_wait_a_quarter_of_an_hour(self, letter: PortalCode, right: str) -> None:
        answers = [fail(1, f"K-2026-{number:06d}")[0] for number in range(30)]
        assert [answer.wait_until is None for answer in answers] == [True] * 20 + [False] * 10
        assert answers[-1].wait_until == NOW + timedelta(minutes=15)
        assert verify(letter.case_reference, right, minutes=14.9).wait_until
        assert verify(letter.case_reference, right, minutes=15).code == letter

    def test_make_the_network_wait_a_day_for_the_one_case(self, letter: PortalCode, right: str) -> None:
        fail(11, letter.case_reference)
        assert verify(letter.case_reference, right, minutes=60).wait_until == NOW + timedelta(days=1)
        assert verify(UNKNOWN_CASE, WRONG, minutes=60).wait_until is None

    def test_are_recorded_as_refused_unseen(self, letter: PortalCode) -> None:
        fail(12, letter.case_reference)
        assert len(recorded(events.PORTAL_SIGN_IN_FAILED)) == 10
        assert [event.reference for event in recorded(events.PORTAL_SIGN_IN_LIMITED)] == [letter.case_reference] * 2

    def test_are_the_same_for_a_case_that_does_not_exist(self, letter: PortalCode) -> None:
        known = fail(15, letter.case_reference, address="192.0.2.1")
        unknown = fail(15, UNKNOWN_CASE, address="192.0.2.2")
        assert known == unknown

    def test_from_many_networks_shut_the_case_for_the_rest_of_the_day(self, letter: PortalCode, right: str) -> None:
        for network in range(99):
            fail(10, letter.case_reference, address=f"203.0.113.{network}")
        assert verify(letter.case_reference, WRONG, address=ELSEWHERE).wait_until is None
        fail(10, letter.case_reference, address="203.0.113.99")
        assert verify(letter.case_reference, right, address=ELSEWHERE, minutes=1).wait_until
        assert verify(letter.case_reference, right, address=ELSEWHERE, minutes=1441).code == letter

    def test_are_not_forgotten_when_the_cache_restarts(self, letter: PortalCode, right: str) -> None:
        fail(11, letter.case_reference)
        cache.clear()
        assert verify(letter.case_reference, right).wait_until

    def test_are_counted_while_the_cache_is_away(
        self, letter: PortalCode, right: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def away(*args: object, **kwargs: object) -> None:
            raise CacheIsAway

        monkeypatch.setattr(cache, "get_many", away)
        monkeypatch.setattr(cache, "set", away)
        fail(11, letter.case_reference)
        assert verify(letter.case_reference, right).wait_until

    def test_are_forgotten_when_their_day_is_over(self, letter: PortalCode) -> None:
        fail(1, letter.case_reference)
        assert counts.forget(at=NOW + timedelta(hours=1)) == 1
        assert counts.forget(at=NOW + timedelta(days=1)) == 2
        assert not FailedSignIns.objects.exists()

    def test_name_neither_network_nor_case(self, letter: PortalCode) -> None:
        fail(1, letter.case_reference)
        with connection.cursor() as cursor:
            cursor.execute("SELECT string_agg(t::text, '|') FROM privacy_failedsignins t")
            stored = cursor.fetchone()[0]
        for value in (HOME, letter.case_reference):
            assert value not in stored
            assert value.encode().hex() not in stored


def test_a_thousand_failures_from_one_address_lock_out_nobody_else(letter: PortalCode, right: str, case: Case) -> None:
    """By turns on Anna's case and on one that does not exist, then the other way round: nobody can tell which."""

    def by_turns(first: str, second: str, address: str) -> list[Answer]:
        return [fail(1, number, address=address)[0] for _ in range(500) for number in (first, second)]

    assert by_turns(case.reference, UNKNOWN_CASE, HOME) == by_turns(UNKNOWN_CASE, case.reference, ELSEWHERE)
    assert verify(case.reference, right, address="203.0.113.5").code == letter
    assert len(recorded(events.PORTAL_SIGN_IN_FAILED)) + len(recorded(events.PORTAL_SIGN_IN_LIMITED)) == 2000
