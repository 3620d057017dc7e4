"""The base of every table that holds personal data."""

from typing import TYPE_CHECKING, Any

from django.db import models
from simple_history.models import HistoricalRecords

from personal_data.identifiers import time_ordered
from personal_data.models.envelope import Envelope


class HistoryRow(models.Model):
    """What the capture triggers add to a history row: the kind of actor (its id stands in ``history_user_id``)."""

    actor_kind = models.CharField(max_length=16)

    class Meta:
        abstract = True


class CapturedHistory(HistoricalRecords):  # type: ignore[misc]  # the library has no types
    """History that is read and erased by envelope: it has no other index, since every write pays for each.

    To read the states of one row, name its envelope beside its id.
    """

    def copy_fields(self, model: Any) -> dict[str, Any]:
        fields: dict[str, Any] = super().copy_fields(model)
        for name, field in fields.items():
            field.db_index = name == "envelope"
        return fields


def _actor_of(historical_instance: Any, **_: Any) -> Any:
    return historical_instance.history_user_id


class PersonalModel(models.Model):
    """A row of personal data in an envelope. History rows are written by triggers and die with the envelope."""

    id = models.UUIDField(primary_key=True, default=time_ordered, editable=False)
    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="+", editable=False)

    history = CapturedHistory(
        inherit=True,
        bases=[HistoryRow],
        history_id_field=models.BigAutoField(primary_key=True),
        history_user_id_field=models.UUIDField(null=True),
        history_user_getter=_actor_of,
    )

    if TYPE_CHECKING:
        envelope_id: Any

    class Meta:
        abstract = True

    class PersonalData:
        pass
