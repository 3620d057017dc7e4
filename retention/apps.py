from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """How long data are kept, what stops their erasure, and the proof that they went."""

    name = "retention"
    verbose_name = "Retention"

    def ready(self) -> None:
        from collections_app.services.records import clocks
        from retention import events, installation  # noqa: F401  (they register themselves)
        from retention.services import installation_for_tests  # noqa: F401  (it registers what closes the house)
        from retention.services.record_clocks import RecordClocks

        clocks.register(RecordClocks())
