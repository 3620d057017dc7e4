"""What a person was told, or why they were not, when data about them had come from somebody else (GDPR art. 14)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from collections_app.models import Debtor
from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.models import PersonalModel


class NoticeWay(models.TextChoices):
    """How the person was told, or the exception of GDPR art. 14(5) on which they were not."""

    POST = "post", _("by post")
    COUNTER = "counter", _("handed over")
    KNOWN = "known", _("the person has the information already (GDPR art. 14(5)(a))")
    IMPOSSIBLE = "impossible", _("telling is impossible or out of all proportion (GDPR art. 14(5)(b))")
    LAW = "law", _("a law lays down that we obtain the data (GDPR art. 14(5)(c))")


SENT = frozenset({NoticeWay.POST, NoticeWay.COUNTER})
EXCEPTIONS = frozenset({NoticeWay.KNOWN, NoticeWay.IMPOSSIBLE, NoticeWay.LAW})


class GivenNotice(PersonalModel):
    """One notice to one person about the data of one case; it lies in their profile and goes with it.

    Written first (``letter`` is the sealed PDF), then done: sent, or left out on an exception with its reason. Until
    ``done_on`` the clock runs. ``sources`` are the keys of the sources that the notice named: data from another one
    start the clock anew.
    """

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="+")
    # The case may go before the profile, so it is named and not referred to.
    case_reference = models.CharField(_("case number"), max_length=24)
    version = models.CharField(_("version of the notice"), max_length=80, blank=True)
    sources = ArrayField(models.CharField(max_length=40), verbose_name=_("sources named"))
    obtained_on = models.DateField(_("data obtained on"))
    due_on = models.DateField(_("to be given by"))
    language = models.CharField(_("language"), max_length=5, blank=True)
    letter = models.UUIDField(_("letter"), null=True, blank=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.UUIDField(_("made by"))
    printed_at = models.DateTimeField(_("printed at"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_by = models.UUIDField(_("done by"), null=True, blank=True)
    way = models.CharField(_("way"), max_length=12, choices=NoticeWay.choices, blank=True, default="")
    why = fields.SealedText(
        Declared(Category.COMMUNICATION, _("Why you were not told by a letter"), Source.AGENCY), null=True
    )

    class PersonalData:
        about = "debtor__subject"
        clear = {
            "version": Declared(Category.COMMUNICATION, _("Version of our notice"), Source.AGENCY),
            "obtained_on": Declared(Category.COMMUNICATION, _("Data about you came in on"), Source.AGENCY),
            "due_on": Declared(Category.COMMUNICATION, _("You are to be told by"), Source.AGENCY),
            "language": Declared(Category.COMMUNICATION, _("Language of the notice"), Source.AGENCY),
            "made_at": Declared(Category.COMMUNICATION, _("Notice written"), Source.AGENCY),
            "printed_at": Declared(Category.COMMUNICATION, _("Notice printed"), Source.AGENCY),
            "done_on": Declared(Category.COMMUNICATION, _("Told on"), Source.AGENCY),
            "way": Declared(Category.COMMUNICATION, _("How you were told"), Source.AGENCY),
        }
        free = {
            "debtor": "a reference",
            "case_reference": "a serial number",
            "sources": "keys of sources of the published notice",
            "letter": "a reference to the sealed file of this envelope",
            "made_by": "a reference to a member of staff",
            "done_by": "a reference to a member of staff",
        }

    class Meta:
        verbose_name = _("notice about your data")
        verbose_name_plural = _("notices about data")
        constraints = (
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, done_by__isnull=True, way="")
                | (Q(done_on__isnull=False, done_by__isnull=False) & ~Q(way="")),
                name="privacy_givennotice_done_somehow",
            ),
            models.CheckConstraint(
                condition=~Q(way__in=sorted(SENT)) | Q(letter__isnull=False),
                name="privacy_givennotice_sent_is_written",
                violation_error_message=_("Only a letter that was written can be sent."),
            ),
            models.CheckConstraint(
                condition=~Q(way__in=sorted(EXCEPTIONS)) | Q(why__isnull=False),
                name="privacy_givennotice_exception_has_reason",
                violation_error_message=_("An exception has a reason."),
            ),
            models.UniqueConstraint(
                fields=["debtor", "case_reference"],
                condition=Q(done_on__isnull=True),
                name="privacy_givennotice_one_waiting",
                violation_error_message=_("A notice to this person waits to be sent already."),
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)
