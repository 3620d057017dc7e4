"""Codes by which a debtor signs in to the portal, and the counts of sign-ins that failed."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from collections_app.models import Debtor
from personal_data.declaration import Category, Declared, Source
from personal_data.models import Controller, PersonalModel


class CodeState(models.TextChoices):
    """Whether a sign-in code works."""

    WORKS = "works", _("works")
    USED = "used", _("used")
    EXPIRED = "expired", _("expired")
    REVOKED = "revoked", _("revoked")


class PortalCode(PersonalModel):
    """One code that opens the portal once. It lies in the debtor's profile and goes with it.

    Of the code only a keyed digest is kept; the code itself stands in the sealed letter ``letter`` and nowhere else. A
    code that the person took during a visit, for the next one, has no letter: it stood on one page, once. That of a
    representative (``authorisation``) has none either: it stood on the paper that went into the post.
    """

    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="+")
    # The case may go before the profile, so it is named and not referred to.
    case_reference = models.CharField(_("case number"), max_length=24)
    salt = models.BinaryField(max_length=16)
    digest = models.BinaryField(max_length=32)
    letter = models.UUIDField(_("letter"), null=True, blank=True)
    # Whose code it is, when it is not the debtor's own: an authorisation may go before the profile, or after it.
    authorisation = models.UUIDField(_("authorisation"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=5)
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.UUIDField(_("issued by"))
    expires_at = models.DateTimeField(_("expires at"))
    printed_at = models.DateTimeField(_("printed at"), null=True, blank=True)
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.UUIDField(_("revoked by"), null=True, blank=True)
    revoked_because = models.CharField(_("why it was revoked"), max_length=16, blank=True)

    class PersonalData:
        about = "debtor__subject"
        clear = {
            "language": Declared(Category.COMMUNICATION, _("Language of the sign-in code"), Source.AGENCY),
            "issued_at": Declared(Category.COMMUNICATION, _("Sign-in code made"), Source.AGENCY),
            "expires_at": Declared(Category.COMMUNICATION, _("Sign-in code expires"), Source.AGENCY),
            "printed_at": Declared(Category.COMMUNICATION, _("Sign-in letter printed"), Source.AGENCY),
            "used_at": Declared(Category.COMMUNICATION, _("Signed in with the code"), Source.ONLINE_USE),
            "revoked_at": Declared(Category.COMMUNICATION, _("Sign-in code revoked"), Source.AGENCY),
            "revoked_because": Declared(Category.COMMUNICATION, _("Why the code was revoked"), Source.AGENCY),
        }
        free = {
            "controller": "a reference",
            "debtor": "a reference",
            "case_reference": "a serial number",
            "salt": "random bytes",
            "digest": "a digest of a random code under a key that is not in the database",
            "letter": "a reference to the sealed file of this envelope; empty for a code of a visit",
            "authorisation": "a reference; empty for a code of the person",
            "issued_by": "a reference to a member of staff, or to the person",
            "revoked_by": "a reference to a member of staff, or to the person",
        }

    class Meta:
        verbose_name = _("sign-in code")
        verbose_name_plural = _("sign-in codes")
        constraints = (
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("issued_at")),
                name="privacy_portalcode_expires_later",
                violation_error_message=_("A code expires after it was issued."),
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True, revoked_because="")
                | (Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoked_because="")),
                name="privacy_portalcode_revoked_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["debtor", "case_reference", "authorisation"],
                condition=Q(revoked_at__isnull=True, used_at__isnull=True),
                nulls_distinct=False,
                name="privacy_portalcode_one_unused",
                violation_error_message=_("This debtor already has a code for this case."),
            ),
        )
        indexes = (
            # Sign-in: the codes of one case number, unused and used, that nobody has revoked.
            models.Index(
                fields=["case_reference"], condition=Q(revoked_at__isnull=True), name="privacy_portalcode_sign_in"
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)

    def works_at(self, at: datetime) -> bool:
        """Whether it opens the portal at that time: it does so once."""
        return self.state_at(at) == CodeState.WORKS

    @property
    def carries_a_visit(self) -> bool:
        """Whether the visit that it began may go on: it may until the code is revoked."""
        return self.used_at is not None and self.revoked_at is None

    @property
    def is_letter(self) -> bool:
        """Whether it went out by post; else the person took it during a visit."""
        return self.letter is not None

    def state_at(self, at: datetime) -> CodeState:
        """How it stands at that time."""
        if self.revoked_at is not None:
            return CodeState.REVOKED
        if self.used_at is not None:
            return CodeState.USED
        return CodeState.WORKS if at < self.expires_at else CodeState.EXPIRED


class FailedSignIns(models.Model):
    """How often signing in failed in one window of time, for one network, one case number, or both.

    Cases that do not exist are counted like those that do. Cache servers forget when they restart; this does not.
    """

    bucket = models.BinaryField(max_length=32, primary_key=True)
    failures = models.PositiveIntegerField()
    ends_at = models.DateTimeField()

    class PersonalData:
        none = "counts under digests whose key is not in the database, removed when their day is over"
        short_lived = "removed by the daily task when the window has ended"

    class Meta:
        verbose_name = _("failed sign-ins")
        verbose_name_plural = _("failed sign-ins")
        indexes = (models.Index(fields=["ends_at"], name="privacy_failed_sign_ins_end"),)

    def __str__(self) -> str:
        return str(self.failures)
