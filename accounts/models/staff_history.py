from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

from personal_data.models.personal_model import HistoryRow


def _actor_of(historical_instance: Any, **_: Any) -> Any:
    return historical_instance.history_user_id


class StaffHistory(HistoricalRecords):  # type: ignore[misc]  # the library has no types
    """The earlier states of a record of staff, written by the triggers of ``accounts/capture.py`` and by nothing else.

    ``left_out`` names the columns of which no earlier state is kept. The history of a row goes with the row; that of an
    account also when the person is forgotten (GDPR art. 5(1)(e)).
    """

    def __init__(self, *left_out: str) -> None:
        super().__init__(
            bases=[HistoryRow],
            history_id_field=models.BigAutoField(primary_key=True),
            history_user_id_field=models.UUIDField(null=True),
            history_user_getter=_actor_of,
            excluded_fields=list(left_out),
        )
