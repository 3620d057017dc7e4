from uuid import uuid4

from django.db import models


class Controller(models.Model):
    """A company that decides why and how personal data are processed (GDPR art. 4(7)).

    ``postal_address`` has a line for each line of the envelope; ``privacy_contact`` is its data protection officer or,
    where none is named, its mailbox for privacy matters (art. 13(1)(b)).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    reference = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=200)
    company_number = models.CharField(max_length=20)
    country = models.CharField(max_length=2)
    time_zone = models.CharField(max_length=40)
    language = models.CharField(max_length=5)
    collection_basis = models.CharField(max_length=20)
    financial_year_start_month = models.PositiveSmallIntegerField(default=1)
    postal_address = models.TextField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    website = models.CharField(max_length=100, blank=True)
    privacy_contact = models.CharField(max_length=200, blank=True)
    trail_years = models.PositiveSmallIntegerField(default=5)
    """How long events of the audit trail about its records are kept (GDPR art. 5(1)(e)); no notice names a term."""
    notice_purposes = models.JSONField(null=True, default=None, editable=False)
    """What data may be opened for by the notice in force, each purpose with its legal basis; what is not among them is
    off. Null until a notice has been loaded: then the law's duties and collecting itself are all there is."""
    created_at = models.DateTimeField(auto_now_add=True)

    class PersonalData:
        none = "a company and its published facts"

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(country__in=["SE", "FI", "NO", "DK"]),
                name="personal_data_controller_country_is_nordic",
                violation_error_message="A controller's country is SE, FI, NO or DK.",
            ),
            models.CheckConstraint(
                condition=models.Q(financial_year_start_month__range=(1, 12)),
                name="personal_data_controller_financial_year_month",
                violation_error_message="The financial year starts in a month from 1 to 12.",
            ),
            models.CheckConstraint(
                condition=models.Q(trail_years__range=(1, 30)),
                name="personal_data_controller_trail_years",
                violation_error_message="Events are kept for 1 to 30 years.",
            ),
        )

    def __str__(self) -> str:
        return self.name
