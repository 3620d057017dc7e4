from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from personal_data.models.controller import Controller
from personal_data.models.envelope import Envelope


class SearchEntry(models.Model):
    """The keyed tokens by which an envelope's sealed values can be found. They go with the envelope."""

    # Tokens without an envelope would lead to nothing; the gate takes them away with the envelope.
    envelope = models.OneToOneField(
        Envelope, on_delete=models.PROTECT, primary_key=True, related_name="+", db_constraint=False
    )
    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    tokens = ArrayField(models.BigIntegerField())
    # So many of the first tokens stand for whole values (a number, an address), the others for words of a name and how
    # they begin. Entries of before that was told apart have none.
    whole_count = models.PositiveSmallIntegerField(default=0, db_default=0)

    class PersonalData:
        none = "keyed 64-bit tokens; without the controller's index key they say nothing but how often they occur"

    class Meta:
        indexes = (
            # Find by identity number, phone, e-mail, reference, name word or prefix.
            # New entries wait in a short list that every search reads (its limit, in kB) and are sorted in together,
            # which costs a third of sorting in one by one: common names have thousands of entries each.
            GinIndex(fields=["tokens"], name="search_entry_tokens", fastupdate=True, gin_pending_list_limit=64),
        )

    def __str__(self) -> str:
        return str(self.envelope_id)
