"""Controllers: entering one, with the key of its search index."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from personal_data import events, keys, national_ids
from personal_data.models import Controller
from personal_data.purposes import Purpose


@dataclass(frozen=True, slots=True)
class Contacts:
    """How a controller is reached, as it publishes it (GDPR art. 13(1)(a) and (b))."""

    postal_address: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    privacy_contact: str = ""


class WrongNumber(ValidationError):
    """The number is none under which a company of that country is registered."""

    def __init__(self) -> None:
        super().__init__(_("This is no company number of that country: a digit is wrong or missing."), code="number")


@transaction.atomic
def create(
    *,
    reference: str,
    name: str,
    company_number: str,
    country: str,
    time_zone: str,
    language: str,
    collection_basis: str,
    financial_year_start_month: int = 1,
    contacts: Contacts = Contacts(),
    allow_test: bool = False,
) -> Controller:
    """Enter a controller (GDPR art. 4(7)). ``collection_basis`` is its basis for collection, such as ``6(1)(f)``.

    ``allow_test`` admits the published test numbers, for a demo. Raises WrongNumber when the company number is none of
    its country: letters and refusals print it (AMILI-02).
    """
    _check_number(country, company_number, allow_test)
    controller = Controller.objects.create(
        reference=reference,
        name=name,
        company_number=company_number,
        country=country,
        time_zone=time_zone,
        language=language,
        collection_basis=collection_basis,
        financial_year_start_month=financial_year_start_month,
        **asdict(contacts),
    )
    epoch = keys.ring().current()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO keys.index_key (controller_id, generation, epoch, wrapped) VALUES (%s, 1, %s, %s)",
            [controller.id, epoch.number, keys.wrap(epoch, controller.id, 1, keys.new_key())],
        )
    return controller


@transaction.atomic
def bind_to_notice(*, controller: Controller, purposes: Mapping[Purpose, str]) -> bool:
    """From now on data open for these purposes only, on these legal bases (GDPR art. 5(1)(b), 6(1)).

    Says whether that is anything new.
    """
    named = {purpose.value: basis for purpose, basis in purposes.items()}
    if controller.notice_purposes == named:
        return False
    controller.notice_purposes = named
    controller.save(update_fields=["notice_purposes"])
    return True


@transaction.atomic
def set_trail_years(*, controller: Controller, years: int) -> None:
    """Say how long events about a controller's records are kept. Raises ValueError outside 1 to 30 years."""
    if not 1 <= years <= 30:
        raise ValueError(_("Events are kept for 1 to 30 years."))
    controller.trail_years = years
    controller.save(update_fields=["trail_years"])
    trail.record(events.TRAIL_TERM_SET, count=years)


@transaction.atomic
def change_contacts(*, controller: Controller, contacts: Contacts) -> Controller:
    """Say anew how a controller is reached; letters that were written keep what they said."""
    for name, value in asdict(contacts).items():
        setattr(controller, name, value)
    controller.save(update_fields=list(asdict(contacts)))
    return controller


def _check_number(country: str, company_number: str, allow_test: bool) -> None:
    try:
        number = national_ids.parse(country, company_number, allow_test)
    except national_ids.Invalid:
        raise WrongNumber from None
    if number.kind not in national_ids.ORGANISATION_KINDS:
        raise WrongNumber
