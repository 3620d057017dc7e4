"""What stays of a disclosure when its records have gone, and for how long."""

from datetime import UTC, datetime

import pytest

from collections_app.models import Case, Debtor, DisclosedCopy, Disclosure
from collections_app.services.disclosing import disclosures
from personal_data import access, envelopes
from personal_data.models import Envelope
from personal_data.purposes import Purpose
from retention.policies.due_dates import add_months
from retention.selectors.due import local_today
from retention.services import nightly, rules
from tests.factories import acting, collection, retention
from tests.factories import recipients as making

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


@pytest.fixture
def line(db: None) -> Disclosure:
    """What a creditor got of a case that is due today."""
    with acting.hanna():
        amili = retention.controller("AMILI")
        case = collection.case_file(amili, [collection.debtor(amili)])
        collection.claim(case)
        retention.close(case, retention.months_ago(36))
        wanted = disclosures.Wanted(
            recipient=making.recipient(amili),
            fields=("debtor.name", "claim.amount_minor"),
            purpose="status_report",
            ground="6(1)(f)",
            channel="file",
            provision="Order 12",
        )
        return disclosures.disclose(case=case, wanted=wanted, by=acting.person("hanna").id, at=NOW)


def erase_everything_due() -> None:
    rules.recompute(controller=Envelope.objects.all()[0].controller)
    for model in (Case, Debtor):
        envelopes.erase([row.envelope_id for row in model.objects.all()], ground="due")


def test_has_no_clock_while_a_record_lives(line: Disclosure) -> None:
    with acting.nightly():
        nightly.run_routine(by=access.system("night"), at=NOW)
    assert Envelope.objects.get(pk=line.envelope_id).trigger_on is None
    assert DisclosedCopy.objects.exists()


def test_the_copy_goes_with_the_case_and_the_line_a_year_later(line: Disclosure) -> None:
    with acting.nightly():
        erase_everything_due()
        assert not Case.objects.exists()
        assert not Debtor.objects.exists()
        assert not DisclosedCopy.objects.exists()
        assert Disclosure.objects.get() == line
        nightly.run_routine(by=access.system("night"), at=NOW)
    envelope = Envelope.objects.select_related("controller").get(pk=line.envelope_id)
    today = local_today(envelope.controller)
    assert envelope.trigger_on == today
    assert envelope.due_on == add_months(today, 12)


def test_what_stays_names_nobody(line: Disclosure) -> None:
    with acting.nightly():
        erase_everything_due()
    with acting.hanna(Purpose.SUPERVISION):
        left = Disclosure.objects.select_related("recipient").get()
        envelopes.open([left])
        values = {field.name: getattr(left, field.attname) for field in Disclosure._meta.concrete_fields}
        values |= {"provision": left.provision.reveal()}
    assert "Anna" not in str(values)
    assert "129900" not in str(values)
    assert left.recipient.name


def test_goes_by_itself_on_its_day(line: Disclosure) -> None:
    with acting.nightly():
        erase_everything_due()
        disclosures.start_clocks(at=NOW)
        envelopes.set_trigger(envelopes=[line.envelope_id], trigger_on=retention.months_ago(12))
        (run,) = nightly.run_routine(by=access.system("night"), at=NOW)
    assert not Disclosure.objects.exists()
    assert run.is_routine
