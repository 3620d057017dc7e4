"""The debt-collection product proper: creditors, debtors, cases, claims and the work on them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CollectionsConfig(AppConfig):
    """Loads the package's record classes and event names with it."""

    name = "collections_app"
    label = "collections_app"
    verbose_name = _("Collections")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this package adds to the trail."""
        from collections_app import events, installation, record_classes  # noqa: F401  registered before the lists are frozen
