"""Support sessions: somebody of a processor's IT support looks at one case, for a reason and a time (AMILI-22)."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from collections_app.models.recipient import Recipient
from collections_app.models.recipient_kind import RecipientKind
from personal_data.declaration import Category, Declared, Source
from personal_data.models import Controller, PersonalModel

SUPPORTING = (RecipientKind.IT_SUPPORT, RecipientKind.IT_CLOUD)
LONGEST_SESSION = timedelta(hours=8)


class SupportReason(models.TextChoices):
    """Why a fault cannot be found without looking at a case; a closed list, since words would say too much."""

    FAULT = "fault", _("a fault shows in this case only")
    DATA_REPAIR = "data_repair", _("data of the case have to be put right")
    MIGRATION = "migration", _("it is looked whether a change of systems went well")
    OTHER_SYSTEM = "other_system", _("another system shows something else than ours")


class SupportAccount(models.Model):
    """Whose person an account is: that of one processor, and of no other."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="support_accounts")
    entered_by = models.UUIDField(_("entered by"))
    entered_at = models.DateTimeField(_("entered at"))

    class PersonalData:
        none = "that an account is a processor's: two references"

    class Meta:
        verbose_name = _("support account")
        verbose_name_plural = _("support accounts")

    def __str__(self) -> str:
        return str(self.pk)


class SupportSession(PersonalModel):
    """One case that one account of a processor may look at until a time. It lies in the case and goes with it."""

    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(SupportAccount, on_delete=models.PROTECT, related_name="sessions")
    case_reference = models.CharField(_("case"), max_length=24)
    reason = models.CharField(_("reason"), max_length=16, choices=SupportReason.choices)
    data_fields = ArrayField(models.CharField(max_length=60), verbose_name=_("fields"))
    opened_by = models.UUIDField(_("opened by"))
    opened_at = models.DateTimeField(_("opened at"))
    ends_at = models.DateTimeField(_("ends at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class PersonalData:
        clear = {
            "case_reference": Declared(Category.CASE, _("Case"), Source.AGENCY),
            "reason": Declared(Category.CASE, _("Why IT support had to look"), Source.AGENCY),
            "data_fields": Declared(Category.CASE, _("What IT support could see"), Source.AGENCY),
            "opened_at": Declared(Category.CASE, _("Open to IT support since"), Source.AGENCY),
            "ends_at": Declared(Category.CASE, _("Open to IT support until"), Source.AGENCY),
            "ended_at": Declared(Category.CASE, _("Closed to IT support at"), Source.AGENCY),
        }
        free = {
            "controller": "a reference",
            "account": "a reference to an account of a processor",
            "opened_by": "a reference to a member of staff",
        }

    class Meta:
        verbose_name = _("look of IT support")
        verbose_name_plural = _("looks of IT support")
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=SupportReason.values), name="collections_supportsession_reason_is_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("opened_at"), ends_at__lte=F("opened_at") + LONGEST_SESSION),
                name="collections_supportsession_is_short",
                violation_error_message=_("A session ends within eight hours."),
            ),
            models.CheckConstraint(condition=~Q(data_fields=[]), name="collections_supportsession_names_data"),
        ]
        indexes = [
            # The desk of one technician; the sessions of one processor.
            models.Index(fields=["account", "-opened_at"], name="support_session_of_account"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
