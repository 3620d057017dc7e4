from pathlib import Path

from django.db import migrations

INDEXES = (Path(__file__).parent.parent / "sql" / "indexes.sql").read_text()


class Migration(migrations.Migration):
    dependencies = (("audit", "0002_codes_as_types"),)
    operations = [migrations.RunSQL(INDEXES)]
