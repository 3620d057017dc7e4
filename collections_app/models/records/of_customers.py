"""What is kept of customers, and of those who might have become customers, beside their cases."""

from django.utils.translation import gettext_lazy as _

from collections_app.models.records.kept_record import CLEAR, FREE, KeptRecord
from personal_data import fields
from personal_data.declaration import Category, Declared, Source


class Chat(KeptRecord):
    """A chat with somebody; twelve months from the day on which it was held (ALMI-110)."""

    name = fields.SealedText(Declared(Category.IDENTITY, _("Name"), Source.DATA_SUBJECT, provided=True), null=True)
    words = fields.SealedText(
        Declared(Category.COMMUNICATION, _("What was written in the chat"), Source.DATA_SUBJECT, provided=True)
    )

    class PersonalData:
        clear = CLEAR
        free = FREE

    class Meta(KeptRecord.Meta):
        verbose_name = _("chat")
        verbose_name_plural = _("chats")


class ContactForm(KeptRecord):
    """What somebody wrote on the website; twelve months from the day on which it was received (ALMI-111)."""

    name = fields.SealedText(Declared(Category.IDENTITY, _("Name"), Source.DATA_SUBJECT, provided=True), null=True)
    reply_to = fields.SealedText(
        Declared(Category.CONTACT, _("Where to answer"), Source.DATA_SUBJECT, provided=True), null=True
    )
    words = fields.SealedText(
        Declared(Category.COMMUNICATION, _("What was written in the form"), Source.DATA_SUBJECT, provided=True)
    )

    class PersonalData:
        clear = CLEAR
        free = FREE

    class Meta(KeptRecord.Meta):
        verbose_name = _("contact form of the website")
        verbose_name_plural = _("contact forms of the website")


class LoanOffer(KeptRecord):
    """An offer of a loan; three months at most after it expired, unless it was accepted (ALMI-108)."""

    name = fields.SealedText(Declared(Category.IDENTITY, _("Name"), Source.DATA_SUBJECT, provided=True), null=True)
    terms = fields.SealedText(Declared(Category.CLAIM, _("What was offered"), Source.AGENCY))

    class PersonalData:
        clear = CLEAR
        free = FREE

    class Meta(KeptRecord.Meta):
        verbose_name = _("loan offer")
        verbose_name_plural = _("loan offers")


class CustomerContract(KeptRecord):
    """What was agreed with a customer: what an accepted offer becomes, kept as evidence (ALMI-109, scenario S7)."""

    name = fields.SealedText(Declared(Category.IDENTITY, _("Name"), Source.DATA_SUBJECT, provided=True), null=True)
    terms = fields.SealedText(Declared(Category.CLAIM, _("What was agreed"), Source.AGENCY))

    class PersonalData:
        clear = CLEAR
        free = FREE

    class Meta(KeptRecord.Meta):
        verbose_name = _("contract with a customer")
        verbose_name_plural = _("contracts with customers")


class Collateral(KeptRecord):
    """Securities and collateral with their documents; seven years at most after their product ended (ALMI-107)."""

    name = fields.SealedText(Declared(Category.IDENTITY, _("Name"), Source.DATA_SUBJECT, provided=True), null=True)
    security = fields.SealedText(Declared(Category.CLAIM, _("What was given as security"), Source.DATA_SUBJECT))

    class PersonalData:
        clear = CLEAR
        free = FREE

    class Meta(KeptRecord.Meta):
        verbose_name = _("security")
        verbose_name_plural = _("securities")


class PotentialCustomer(KeptRecord):
    """Who applied and did not become a customer; two years from the rejection or the lapse of the offer (OPR-53)."""

    name = fields.SealedText(Declared(Category.IDENTITY, _("Name"), Source.DATA_SUBJECT, provided=True))
    reply_to = fields.SealedText(
        Declared(Category.CONTACT, _("Where to answer"), Source.DATA_SUBJECT, provided=True), null=True
    )
    application = fields.SealedText(
        Declared(Category.CASE, _("What was applied for"), Source.DATA_SUBJECT, provided=True)
    )

    class PersonalData:
        clear = CLEAR
        free = FREE

    class Meta(KeptRecord.Meta):
        verbose_name = _("potential customer")
        verbose_name_plural = _("potential customers")
