from django.apps import AppConfig


class PersonalDataConfig(AppConfig):
    """What counts as personal data, and the envelopes in which it is sealed."""

    name = "personal_data"
    verbose_name = "Sealed personal data"

    def ready(self) -> None:
        from personal_data import checks, events, installation  # noqa: F401  (they register themselves)
        from personal_data.services import journal_keeping, suppression_replay  # noqa: F401  (kinds of entries)
