from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Staff who sign in, their roles, and what each role may do."""

    name = "accounts"
    verbose_name = "Staff"

    def ready(self) -> None:
        from accounts import capture, checks, events, record_classes, sign_in_record  # noqa: F401  (they register themselves)
