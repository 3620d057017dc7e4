from pathlib import Path

from django.db import migrations

CODES = (Path(__file__).parent.parent / "sql" / "codes.sql").read_text()


class Migration(migrations.Migration):
    dependencies = (("audit", "0001_events_and_lines"),)
    operations = [migrations.RunSQL(CODES)]
