from pathlib import Path

from django.db import migrations, models

EXPIRY = (Path(__file__).parent.parent / "sql" / "expiry.sql").read_text()


class Migration(migrations.Migration):
    dependencies = (("audit", "0006_lives_of_the_tree"),)
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(EXPIRY, "DROP TABLE audit_expiry_certificate, audit_expiry")],
            state_operations=[
                migrations.CreateModel(
                    name="ExpiryCertificate",
                    fields=[
                        ("expiry", models.UUIDField(primary_key=True, serialize=False)),
                        ("month", models.DateField()),
                        ("note", models.TextField()),
                    ],
                    options={"db_table": "audit_expiry_certificate"},
                ),
            ],
        )
    ]
