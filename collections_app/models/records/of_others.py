"""What is kept beside a case for an end of its own: hardship, extracts, enquiries, applicants, valuations."""

from django.utils.translation import gettext_lazy as _

from collections_app.models.records.kept_record import CLEAR, FREE, KeptRecord
from personal_data import fields
from personal_data.declaration import Category, Declared, Source


class Hardship(KeptRecord):
    """That somebody is in hardship, with dates and nothing else; until the pause or the case ends (INTRUM-24, -26)."""

    class PersonalData:
        clear = {
            **CLEAR,
            "began_on": Declared(Category.HARDSHIP, _("In hardship since"), Source.DATA_SUBJECT, provided=True),
            "expires_on": Declared(Category.HARDSHIP, _("Pause until"), Source.AGENCY),
        }
        free = FREE

    class Meta(KeptRecord.Meta):
        verbose_name = _("hardship")
        verbose_name_plural = _("hardship")


class BureauExtract(KeptRecord):
    """What a credit bureau said of somebody. The day on which the public register itself drops it is its limit.

    CJEU C-26/22 and C-64/22: what was copied from a register may not be kept longer than there.
    """

    extract = fields.SealedText(Declared(Category.CLAIM, _("What the credit bureau said"), Source.CREDIT_BUREAU))

    class PersonalData:
        clear = {
            **CLEAR,
            "expires_on": Declared(Category.CLAIM, _("The register drops it on"), Source.CREDIT_BUREAU),
        }
        free = FREE

    class Meta(KeptRecord.Meta):
        verbose_name = _("extract from a credit bureau")
        verbose_name_plural = _("extracts from credit bureaus")


class Grade(KeptRecord):
    """A machine's prediction of how somebody pays, with what it was made from and what it leads to (INTRUM-40, -41).

    The grade itself is not shown to the person until somebody decides so (INTRUM-119); the rest always is
    (GDPR art. 15(1)(h), CJEU C-203/22).
    """

    grade = fields.SealedText(Declared(Category.CASE, _("Grade"), Source.AGENCY))
    made_from = fields.SealedText(Declared(Category.CASE, _("What the grade was made from"), Source.AGENCY))
    leads_to = fields.SealedText(Declared(Category.CASE, _("What the grade leads to"), Source.AGENCY))

    class PersonalData:
        clear = CLEAR
        free = FREE

    class Meta(KeptRecord.Meta):
        verbose_name = _("grade")
        verbose_name_plural = _("grades")


class EnquiryFile(KeptRecord):
    """An enquiry into money laundering or fraud, of which only those who run it may know (ALMI-105, INTRUM-113).

    It names the person itself: nothing that the person sees may stay longer because of it.
    """

    name = fields.SealedText(Declared(Category.IDENTITY, _("Name"), Source.AGENCY))
    findings = fields.SealedText(Declared(Category.CASE, _("What was found out"), Source.AGENCY))

    class PersonalData:
        clear = CLEAR
        free = FREE

    class Meta(KeptRecord.Meta):
        verbose_name = _("enquiry into money laundering or fraud")
        verbose_name_plural = _("enquiries into money laundering or fraud")


class Applicant(KeptRecord):
    """Who applied for a position with the agency, until it is filled (ALMI-57, AXACTOR-91, -93).

    ``gathering`` is the position; ``expires_on`` the day until which the applicant allowed us to keep it for others.
    """

    name = fields.SealedText(Declared(Category.IDENTITY, _("Name"), Source.DATA_SUBJECT, provided=True))
    reply_to = fields.SealedText(
        Declared(Category.CONTACT, _("Where to answer"), Source.DATA_SUBJECT, provided=True), null=True
    )
    application = fields.SealedText(Declared(Category.CASE, _("Application"), Source.DATA_SUBJECT, provided=True))

    class PersonalData:
        clear = {
            **CLEAR,
            "gathering": Declared(Category.CASE, _("Position"), Source.DATA_SUBJECT),
            "expires_on": Declared(Category.CASE, _("May be kept for other positions until"), Source.DATA_SUBJECT),
        }
        free = FREE

    class Meta(KeptRecord.Meta):
        verbose_name = _("applicant")
        verbose_name_plural = _("applicants")


class ValuationRow(KeptRecord):
    """One person in a portfolio that is valued; goes when the bid is rejected (AXACTOR-94, scenario S6)."""

    name = fields.SealedText(Declared(Category.IDENTITY, _("Name"), Source.CREDITOR))
    claim = fields.SealedText(Declared(Category.CLAIM, _("Claim in the portfolio"), Source.CREDITOR))

    class PersonalData:
        clear = {**CLEAR, "gathering": Declared(Category.CLAIM, _("Portfolio"), Source.CREDITOR)}
        free = FREE

    class Meta(KeptRecord.Meta):
        verbose_name = _("row of a valued portfolio")
        verbose_name_plural = _("rows of valued portfolios")


class ValuationSet(KeptRecord):
    """Pseudonymised rows of a portfolio, for valuing others: still personal data, with an end date (AXACTOR-94)."""

    rows = fields.SealedText(Declared(Category.CLAIM, _("Rows without names"), Source.AGENCY))

    class PersonalData:
        clear = {
            **CLEAR,
            "gathering": Declared(Category.CLAIM, _("Portfolio"), Source.CREDITOR),
            "expires_on": Declared(Category.CLAIM, _("Ends on"), Source.AGENCY),
        }
        free = FREE

    class Meta(KeptRecord.Meta):
        verbose_name = _("pseudonymised valuation set")
        verbose_name_plural = _("pseudonymised valuation sets")
