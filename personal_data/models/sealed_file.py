from django.db import models

from personal_data.identifiers import time_ordered
from personal_data.models.envelope import Envelope


class SealedFile(models.Model):
    """A file sealed in numbered chunks under its envelope's key; the ciphertext lies in the file store."""

    id = models.UUIDField(primary_key=True, default=time_ordered, editable=False)
    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="files")
    column_id = models.CharField(max_length=80)
    media_type = models.CharField(max_length=80)
    size = models.BigIntegerField()
    chunk_size = models.PositiveIntegerField()
    generation = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class PersonalData:
        none = "where a sealed file lies and how long it is; its content and name are sealed"

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(size__gte=0, chunk_size__gt=0), name="personal_data_sealedfile_sizes"
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)
