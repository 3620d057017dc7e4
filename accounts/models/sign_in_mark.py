"""From where and under which session somebody signed in, as keyed digests: what an incident is traced by."""

from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q

from accounts.models.user import User


class SignInMark(models.Model):
    """One sign-in, of a member of staff or of a person to the portal, found again by its address or its session token.

    The trail holds neither. When an address or a stolen session is known, the keyed digests lead to the account and the
    moment, and from there to what was opened (GDPR art. 33(3)). Nobody reads an address out of a digest.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    # The person who visited the portal, as the trail names them; the reference leads to nobody once they are erased.
    visitor = models.UUIDField(null=True)
    signed_in_at = models.DateTimeField()
    address = models.BinaryField(max_length=32)
    session = models.BinaryField(max_length=32)

    class PersonalData:
        none = "keyed digests and a reference to a member of staff, or to a person by the agency's own random number"
        short_lived = "removed by the daily task a year after the sign-in"

    class Meta:
        indexes = (
            models.Index(fields=["address"], name="accounts_signinmark_address"),
            models.Index(fields=["session"], name="accounts_signinmark_session"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(user__isnull=False, visitor__isnull=True) | Q(user__isnull=True, visitor__isnull=False),
                name="accounts_signinmark_of_one",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id or self.visitor} {self.signed_in_at:%Y-%m-%d %H:%M}"

    @property
    def actor(self) -> tuple[str, UUID | None]:
        """Who it was, by kind and reference, as the trail names them."""
        return ("staff", self.user_id) if self.user_id else ("debtor", self.visitor)
