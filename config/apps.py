from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The composition root: knows every package; none knows it."""

    name = "config"
    verbose_name = "Configuration"

    def ready(self) -> None:
        from audit import vocabulary
        from config import celery, third_party_data, worker  # noqa: F401  (the queue that pages use; registers)

        vocabulary.freeze()
