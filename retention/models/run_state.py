"""Where a retention run stands, in words that a certificate of erasure tells in five languages."""

from django.db import models
from django.utils.translation import pgettext_lazy


class RunState(models.TextChoices):
    """Where a run stands; the allowed steps are in ``policies/run_transitions.py``."""

    PROPOSED = "proposed", pgettext_lazy("retention run", "proposed")
    REVIEWED = "reviewed", pgettext_lazy("retention run", "reviewed")
    APPROVED = "approved", pgettext_lazy("retention run", "approved")
    EXECUTING = "executing", pgettext_lazy("retention run", "executing")
    PAUSED = "paused", pgettext_lazy("retention run", "paused")
    EXECUTED = "executed", pgettext_lazy("retention run", "executed")
    CHECKED = "checked", pgettext_lazy("retention run", "checked")
    CERTIFIED = "certified", pgettext_lazy("retention run", "certified")
    ABORTED = "aborted", pgettext_lazy("retention run", "aborted")
    ABANDONED = "abandoned", pgettext_lazy("retention run", "abandoned")
