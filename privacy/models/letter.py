"""Letters of a request: sealed documents in the request's own envelope, so that they outlive what they announce."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from personal_data.declaration import Category, Declared, Source
from personal_data.models import PersonalModel
from privacy.models.request import DataSubjectRequest


class LetterKind(models.TextChoices):
    """What a letter says."""

    RECEIPT = "receipt", _("confirmation of receipt")
    IDENTITY_QUESTION = "identity_question", _("question about identity")
    EXTENSION = "extension", _("extension of time")
    ANSWER = "answer", _("answer")
    NOT_IDENTIFIED = "not_identified", _("closed without identification")
    RESTRICTION_LIFTED = "restriction_lifted", _("restriction will be lifted")
    RECIPIENT_NOTICE = "recipient_notice", _("notice to a recipient")


class SentBy(models.TextChoices):
    """How a letter went out."""

    POST = "post", _("post")
    PORTAL = "portal", _("portal")
    EMAIL = "email", _("e-mail")
    COUNTER = "counter", _("counter")


class Letter(PersonalModel):
    """One letter: made, then sent once.

    ``file`` is the sealed PDF; ``recipient`` names whom a notice under GDPR art. 19 goes to.
    """

    request = models.ForeignKey(DataSubjectRequest, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(_("kind"), max_length=24, choices=LetterKind.choices)
    language = models.CharField(_("language"), max_length=5)
    recipient = models.CharField(_("recipient"), max_length=40, blank=True)
    file = models.UUIDField(_("file"))
    made_at = models.DateTimeField(_("made at"))
    made_by = models.UUIDField(_("made by"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    sent_by = models.CharField(_("sent by"), max_length=8, choices=SentBy.choices, blank=True)
    sender = models.UUIDField(_("sender"), null=True, blank=True)
    received_on = models.DateField(_("receipt confirmed on"), null=True, blank=True)

    class PersonalData:
        clear = {
            "kind": Declared(Category.COMMUNICATION, _("Letter"), Source.AGENCY),
            "language": Declared(Category.COMMUNICATION, _("Language"), Source.AGENCY),
            "recipient": Declared(Category.COMMUNICATION, _("Recipient"), Source.AGENCY),
            "made_at": Declared(Category.COMMUNICATION, _("Made at"), Source.AGENCY),
            "sent_at": Declared(Category.COMMUNICATION, _("Sent at"), Source.AGENCY),
            "sent_by": Declared(Category.COMMUNICATION, _("Sent by"), Source.AGENCY),
            "received_on": Declared(Category.COMMUNICATION, _("Receipt confirmed on"), Source.OTHER),
        }
        free = {
            "request": "a reference",
            "file": "a reference to the sealed file of this envelope",
            "made_by": "a reference to who made it",
            "sender": "a reference to who sent it",
        }

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = (
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, sent_by="") | (Q(sent_at__isnull=False) & ~Q(sent_by="")),
                name="privacy_letter_sent_somehow",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(sent_at__gte=F("made_at")), name="privacy_letter_sent_after_made"
            ),
            models.CheckConstraint(
                condition=~Q(kind=LetterKind.RECIPIENT_NOTICE) | ~Q(recipient=""),
                name="privacy_letter_notice_has_recipient",
            ),
        )

    def __str__(self) -> str:
        return self.kind
