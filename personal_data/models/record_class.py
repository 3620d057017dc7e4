from django.db import models


class RecordClassRow(models.Model):
    """A registered record class as the database's functions see it. Written by the installation from the registry."""

    name = models.CharField(max_length=40, primary_key=True)
    is_profile = models.BooleanField()
    keeps_profile = models.BooleanField()
    routine = models.BooleanField()
    is_request_file = models.BooleanField(default=False)

    class PersonalData:
        none = "a list of kinds of record"

    class Meta:
        db_table = "personal_data_record_class"

    def __str__(self) -> str:
        return self.name
