from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """The rights of data subjects and the controller's duties."""

    name = "privacy"
    verbose_name = "Privacy"

    def ready(self) -> None:
        from collections_app.services.calls import terms
        from collections_app.services.details import terms as detail_terms
        from collections_app.services.disclosing import transfer_limits
        from privacy import events, installation, record_classes  # noqa: F401  (they register themselves)
        from privacy.selectors import packs
        from retention.services import statistics_terms

        terms.register(packs.recording_terms_of_reference)
        detail_terms.register(packs.detail_terms_of_reference)
        transfer_limits.register(packs.limits_of_reference)
        statistics_terms.register(packs.keeps_statistics)
