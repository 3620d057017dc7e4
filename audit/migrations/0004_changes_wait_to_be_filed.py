from pathlib import Path

from django.db import migrations

UNFILED = (Path(__file__).parent.parent / "sql" / "unfiled.sql").read_text()


class Migration(migrations.Migration):
    dependencies = (("audit", "0003_indexes_that_are_asked"),)
    operations = [migrations.RunSQL(UNFILED)]
