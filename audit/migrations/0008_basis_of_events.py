from pathlib import Path

from django.db import migrations, models

BASIS = (Path(__file__).parent.parent / "sql" / "basis.sql").read_text()


class Migration(migrations.Migration):
    dependencies = (("audit", "0007_end_of_the_trail"),)
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(BASIS, "ALTER TABLE audit_event DROP COLUMN legal_basis; DROP DOMAIN audit_basis")
            ],
            state_operations=[migrations.AddField("event", "legal_basis", models.TextField(null=True))],
        )
    ]
