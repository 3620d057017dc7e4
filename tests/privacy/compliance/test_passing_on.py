"""Recipients, disclosures, recordings, purposes and categories, as the monitor measures them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.roles import Role
from collections_app.models import (
    Case,
    Debtor,
    Recipient,
    RecipientKind,
    RecipientSafeguard,
    SafeguardKind,
    ThirdParty,
)
from collections_app.record_classes import THIRD_PARTY
from personal_data import envelopes, subjects
from personal_data.declaration import Category
from personal_data.models import Controller, DataSubject
from personal_data.models import Role as Part
from personal_data.purposes import Purpose
from privacy.selectors import packs
from privacy.services.compliance import measuring, telling
from retention.models import StatisticsGroup
from retention.models.statistics import TRAITS
from tests.factories import accounts, acting, collection, recipients, retention
from tests.privacy.compliance.asking import BROKEN, KEPT, SOON, measured, spoil, under, verdict
from tests.privacy.requests.recipient_notices.situation import pass_on


@pytest.fixture
def supplier(amili: Controller) -> Recipient:
    """A processor in the United States with agreement and clauses."""
    made = recipients.recipient(amili, RecipientKind.IT_SUPPLIER, country="US", notice_key="it_suppliers")
    recipients.safeguard(made, SafeguardKind.PROCESSOR_AGREEMENT)
    recipients.safeguard(made, SafeguardKind.STANDARD_CLAUSES)
    return made


class TestRecipients:
    def test_one_outside_the_area_is_amber_before_its_safeguard_ends_and_red_after(
        self, amili: Controller, supplier: Recipient
    ) -> None:
        clauses = supplier.safeguards.filter(kind=SafeguardKind.STANDARD_CLAUSES)
        for days, expected in ((60, KEPT), (10, SOON), (-1, BROKEN)):
            clauses.update(valid_until=timezone.localdate() + timedelta(days=days))
            found = measured(amili, "outside_the_area")
            assert (found.verdict, found.out_of) == (expected, 1)
        Recipient.objects.update(ended_on=timezone.localdate())
        assert verdict(amili, "outside_the_area") is KEPT

    @pytest.mark.requirement("INTRUM-102", breaks="nobody being told that somebody abroad has no protection any more")
    def test_the_dpo_is_told_of_one_abroad_without_protection(self, db: None) -> None:
        with accounts.command():
            intrum = retention.controller("INTRUM")
            to = recipients.recipient(intrum, RecipientKind.IT_SUPPLIER, country="US", notice_key="storage_suppliers")
            recipients.safeguard(to, SafeguardKind.PROCESSOR_AGREEMENT)
            recipients.safeguard(to, SafeguardKind.ADEQUACY)
        accounts.member(Role.DPO, email="dora@staff.test", works_for=[intrum])
        with accounts.command():
            assert verdict(intrum, "outside_the_area") is KEPT
            yesterday = timezone.localdate() - timedelta(days=1)
            RecipientSafeguard.objects.filter(kind=SafeguardKind.ADEQUACY).update(valid_until=yesterday)
            measuring.measure_of(intrum, at=timezone.now())
            telling.tell(at=timezone.now())
        (sent,) = mail.outbox
        assert sent.to == ["dora@staff.test"]
        assert "Nobody outside the promised area without a safeguard: broken" in sent.body

    def test_one_whose_country_was_changed_is_found(self, amili: Controller) -> None:
        recipients.recipient(amili)
        assert verdict(amili, "outside_the_area") is KEPT
        spoil("UPDATE collections_app_recipient SET country = 'US'")
        assert verdict(amili, "outside_the_area") is BROKEN

    def test_nobody_in_norway_gets_what_was_promised_to_stay_in_the_union(self, amili: Controller) -> None:
        recipients.recipient(amili, country="NO")
        assert verdict(amili, "outside_the_area") is KEPT
        assert under(amili, packs.of_reference("OPR"), "outside_the_area").verdict is BROKEN

    def test_a_processor_whose_agreement_ended_is_found(self, amili: Controller, supplier: Recipient) -> None:
        assert verdict(amili, "agreements") is KEPT
        agreements = supplier.safeguards.filter(kind=SafeguardKind.PROCESSOR_AGREEMENT)
        agreements.update(valid_until=timezone.localdate() + timedelta(days=20))
        assert verdict(amili, "agreements") is SOON
        agreements.update(valid_until=timezone.localdate() - timedelta(days=1))
        assert verdict(amili, "agreements") is BROKEN


class TestDisclosures:
    def test_one_that_lacked_its_agreement_on_its_day_is_found(
        self, amili: Controller, supplier: Recipient, case: Case
    ) -> None:
        pass_on(case, supplier, "case.status", purpose="service")
        found = measured(amili, "disclosures_grounded")
        assert (found.verdict, found.out_of) == (KEPT, 1)
        RecipientSafeguard.objects.update(valid_from=timezone.localdate() + timedelta(days=2))
        assert verdict(amili, "disclosures_grounded") is BROKEN

    def test_one_that_somebody_wrote_without_a_provision_is_found(self, amili: Controller, case: Case) -> None:
        pass_on(case, recipients.recipient(amili), "case.status")
        assert verdict(amili, "disclosures_grounded") is KEPT
        Recipient.objects.update(kind=RecipientKind.COURT)
        assert verdict(amili, "disclosures_grounded") is BROKEN


class TestTheNotice:
    def test_recorded_calls_are_red_where_the_notice_names_none(self, amili: Controller, anna: Debtor) -> None:
        collection.recording(amili, anna.subject)
        assert verdict(amili, "recordings_allowed") is BROKEN
        intrum = retention.controller("INTRUM")
        collection.recording(intrum, collection.debtor(intrum).subject)
        assert verdict(intrum, "recordings_allowed") is KEPT

    def test_an_opening_for_a_purpose_that_the_notice_does_not_name_is_found(
        self, amili: Controller, anna: Debtor
    ) -> None:
        with acting.hanna(Purpose.COLLECTION):
            envelopes.open([anna])
        assert verdict(amili, "purposes_named") is KEPT
        pack = packs.pack_of(amili)
        silent = replace(pack, purposes=tuple(replace(each, opens=()) for each in pack.purposes))
        assert under(amili, silent, "purposes_named").verdict is BROKEN

    def test_data_that_serve_no_purpose_with_a_basis_are_found(self, amili: Controller) -> None:
        assert verdict(amili, "categories_grounded") is KEPT
        pack = packs.pack_of(amili)
        without = tuple(
            replace(each, categories=tuple(key for key in each.categories if key != "identity"))
            for each in pack.purposes
        )
        assert under(amili, replace(pack, purposes=without), "categories_grounded").verdict is BROKEN
        groundless = tuple(replace(each, bases=()) for each in pack.purposes)
        assert under(amili, replace(pack, purposes=groundless), "categories_grounded").verdict is BROKEN

    def test_data_of_a_kind_that_the_notice_does_not_speak_of_are_found_when_they_are_held(
        self, amili: Controller, anna: Debtor
    ) -> None:
        intrum = retention.controller("INTRUM")
        pack = packs.pack_of(amili)
        assert Category.THIRD_PARTY not in {held for item in pack.categories for held in item.held_as}
        with acting.hanna(Purpose.COLLECTION):
            for controller in (intrum, amili):
                assert verdict(amili, "categories_grounded") is KEPT
                envelope = envelopes.create(
                    controller=controller,
                    record_class=THIRD_PARTY,
                    subjects=[(subjects.create(controller=controller, kind=DataSubject.Kind.PERSON), Part.CONTACT)],
                    trigger_on=None,
                )
                ThirdParty.objects.create(
                    envelope=envelope, controller=controller, reference=f"R-{controller.reference}",
                    case_reference="K-2020-1", began_on=timezone.localdate(), entered_by=acting.person("hanna").id,
                    entered_at=timezone.now(), tie="other", name="Veikko Vän",
                )  # fmt: skip
        assert verdict(amili, "categories_grounded") is BROKEN

    def test_statistics_that_the_notice_does_not_name_are_found(self, amili: Controller) -> None:
        assert verdict(amili, "statistics_anonymous") is KEPT
        StatisticsGroup.objects.create(controller=amili, **dict.fromkeys(TRAITS, "any"), debtors=9)
        assert verdict(amili, "statistics_anonymous") is BROKEN
        assert under(amili, packs.of_reference("INTRUM"), "statistics_anonymous").verdict is KEPT
