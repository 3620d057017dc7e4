from pathlib import Path

from django.db import migrations, models

TREE = (Path(__file__).parent.parent / "sql" / "tree.sql").read_text()


class Migration(migrations.Migration):
    dependencies = (("audit", "0004_changes_wait_to_be_filed"),)
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(TREE)],
            state_operations=[
                migrations.CreateModel(
                    name="Head",
                    fields=[
                        ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("root", models.BinaryField()),
                        ("note", models.TextField()),
                        ("signed_at", models.DateTimeField()),
                    ],
                    options={"db_table": "audit_head"},
                ),
            ],
        )
    ]
