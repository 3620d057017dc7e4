"""Cases: the agency's file on one set of debtors for one creditor."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from collections_app.models.creditor import Creditor
from collections_app.models.debtor import Debtor
from personal_data.declaration import Category, Declared, Source
from personal_data.models import Controller, Envelope, PersonalModel, Role


class CaseStatus(models.TextChoices):
    """Where a case stands; the allowed steps are in ``policies/case_transitions.py``."""

    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")


class CaseQuerySet(models.QuerySet["Case"]):
    """The words in which cases are asked for."""

    def open(self) -> "CaseQuerySet":
        """Cases that are being worked."""
        return self.filter(status=CaseStatus.OPEN)

    def closed(self) -> "CaseQuerySet":
        """Cases whose retention clock is running."""
        return self.filter(status=CaseStatus.CLOSED)

    def of_creditor(self, creditor: Creditor) -> "CaseQuerySet":
        """Cases for one client."""
        return self.filter(creditor=creditor)


class Case(PersonalModel):
    """One creditor's open or closed collection matter against one set of debtors."""

    envelope = models.ForeignKey(
        Envelope, on_delete=models.PROTECT, related_name="+", editable=False, db_constraint=False
    )
    # The envelope's own foreign key vouches for the controller; a second check of it would be paid by every row.
    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    creditor = models.ForeignKey(
        Creditor, on_delete=models.PROTECT, related_name="cases", db_index=False, db_constraint=False
    )
    reference = models.CharField(_("reference"), max_length=24)
    debtor_set = models.UUIDField(_("debtor set"))
    status = models.CharField(_("status"), max_length=8, choices=CaseStatus.choices, default=CaseStatus.OPEN)
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class PersonalData:
        checked_in_sets = ("envelope", "creditor")
        clear = {
            "status": Declared(Category.CASE, _("Status"), Source.AGENCY),
            "opened_on": Declared(Category.CASE, _("Opened on"), Source.AGENCY),
            "closed_on": Declared(Category.CASE, _("Closed on"), Source.AGENCY),
        }
        free = {
            "controller": "a reference",
            "creditor": "a reference",
            "reference": "a serial number",
            "debtor_set": "a digest of random debtor ids",
        }

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status=CaseStatus.OPEN, closed_on__isnull=True)
                | models.Q(status=CaseStatus.CLOSED, closed_on__isnull=False),
                name="%(app_label)s_%(class)s_closed_has_date",
                violation_error_message=_("A closed case has the date of its closing, an open case has none."),
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True) | models.Q(closed_on__gte=models.F("opened_on")),
                name="%(app_label)s_%(class)s_closed_after_opened",
                violation_error_message=_("A case cannot be closed before it was opened."),
            ),
            # Not `unique=True` on the field, which would add an index for LIKE that nobody asks.
            models.UniqueConstraint(fields=["reference"], name="%(app_label)s_%(class)s_reference"),
            models.UniqueConstraint(
                fields=["controller", "creditor", "debtor_set"],
                condition=models.Q(status=CaseStatus.OPEN),
                name="%(app_label)s_%(class)s_one_open",
                violation_error_message=_("These debtors already have an open case for this creditor."),
            ),
        ]
        indexes = [
            # The work list: newest first within a status, paged by (opened_on, id).
            models.Index(fields=["status", "-opened_on", "-id"], name="case_work_list"),
        ]

    def __str__(self) -> str:
        return self.reference


class CaseDebtor(PersonalModel):
    """One debtor's part in one case: debtor, joint debtor or guarantor.

    ``joined_on`` is the day on which somebody was added; empty for those of whom the creditor told when it came.
    """

    envelope = models.ForeignKey(
        Envelope, on_delete=models.PROTECT, related_name="+", editable=False, db_constraint=False
    )
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="case_debtors", db_index=False, db_constraint=False
    )
    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="case_debtors", db_constraint=False)
    role = models.CharField(_("role"), max_length=16, choices=Role.choices, default=Role.DEBTOR)
    joined_on = models.DateField(_("added on"), null=True, blank=True)

    class PersonalData:
        checked_in_sets = ("envelope", "case", "debtor")
        about = "debtor__subject"
        clear = {
            "role": Declared(Category.CASE, _("Role in the case"), Source.CREDITOR),
            "joined_on": Declared(Category.CASE, _("Added to the case on"), Source.AGENCY),
        }
        free = {"case": "a reference", "debtor": "a reference"}

    class Meta:
        verbose_name = _("debtor in a case")
        verbose_name_plural = _("debtors in cases")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "debtor"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("This debtor is already in the case."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CaseStatusChange(PersonalModel):
    """One step of a case from one status to another; rows are added, never changed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="status_changes")
    from_status = models.CharField(_("from"), max_length=8, choices=CaseStatus.choices)
    to_status = models.CharField(_("to"), max_length=8, choices=CaseStatus.choices)
    reason = models.CharField(_("reason"), max_length=32)
    effective_on = models.DateField(_("effective on"))
    by = models.UUIDField(_("by"))
    at = models.DateTimeField(_("at"))

    class PersonalData:
        clear = {
            "from_status": Declared(Category.CASE, _("Status before"), Source.AGENCY),
            "to_status": Declared(Category.CASE, _("Status after"), Source.AGENCY),
            "reason": Declared(Category.CASE, _("Reason for the change"), Source.AGENCY),
            "effective_on": Declared(Category.CASE, _("Date of the change"), Source.AGENCY),
            "at": Declared(Category.CASE, _("Time of the change"), Source.AGENCY),
        }
        free = {"case": "a reference", "by": "a reference to a member of staff"}

    class Meta:
        verbose_name = _("status change")
        verbose_name_plural = _("status changes")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(from_status=models.F("to_status")),
                name="%(app_label)s_%(class)s_is_a_change",
                violation_error_message=_("A status change leads to another status."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_status} -> {self.to_status}"
