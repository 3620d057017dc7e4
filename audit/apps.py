from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The append-only accountability trail (GDPR art. 5(2))."""

    name = "audit"
    verbose_name = "Audit trail"

    def ready(self) -> None:
        from audit import checks, events, installation  # noqa: F401  (they register themselves)
