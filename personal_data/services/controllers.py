"""Controllers: entering one, with the key of its search index."""

from django.db import connection, transaction

from personal_data import keys
from personal_data.models import Controller


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
) -> Controller:
    """Enter a controller (GDPR art. 4(7)). ``collection_basis`` is its basis for collection, such as ``6(1)(f)``."""
    controller = Controller.objects.create(
        reference=reference,
        name=name,
        company_number=company_number,
        country=country,
        time_zone=time_zone,
        language=language,
        collection_basis=collection_basis,
        financial_year_start_month=financial_year_start_month,
    )
    epoch = keys.ring().current()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO keys.index_key (controller_id, generation, epoch, wrapped) VALUES (%s, 1, %s, %s)",
            [controller.id, epoch.number, keys.wrap(epoch, controller.id, 1, keys.new_key())],
        )
    return controller
