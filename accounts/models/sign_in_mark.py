"""From where and under which session somebody signed in, as keyed digests: what an incident is traced by."""

from uuid import uuid4

from django.db import models

from accounts.models.user import User


class SignInMark(models.Model):
    """One sign-in of a member of staff, found again by its network address or its session token.

    The trail holds neither. When an address or a stolen session is known, the keyed digests lead to the account and the
    moment, and from there to what was opened (GDPR art. 33(3)). Nobody reads an address out of a digest.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_in_at = models.DateTimeField()
    address = models.BinaryField(max_length=32)
    session = models.BinaryField(max_length=32)

    class PersonalData:
        none = "keyed digests and a reference to a member of staff"
        short_lived = "removed by the daily task a year after the sign-in"

    class Meta:
        indexes = (
            models.Index(fields=["address"], name="accounts_signinmark_address"),
            models.Index(fields=["session"], name="accounts_signinmark_session"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.signed_in_at:%Y-%m-%d %H:%M}"
