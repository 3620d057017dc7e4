from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The composition root: knows every package; none knows it."""

    name = "config"
    verbose_name = "Configuration"

    def ready(self) -> None:
        from audit import vocabulary
        from config import third_party_data  # noqa: F401  (registers its check)

        vocabulary.freeze()
