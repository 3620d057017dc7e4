from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """The rights of data subjects and the controller's duties."""

    name = "privacy"
    verbose_name = "Privacy"

    def ready(self) -> None:
        from privacy import events, record_classes  # noqa: F401  (they register themselves)
