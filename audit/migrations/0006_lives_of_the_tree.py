from pathlib import Path

from django.db import migrations, models

LIVES = (Path(__file__).parent.parent / "sql" / "lives.sql").read_text()


class Migration(migrations.Migration):
    dependencies = (("audit", "0005_the_tree"),)
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(LIVES, "DROP TABLE audit_restart")],
            state_operations=[
                migrations.CreateModel(
                    name="Restart",
                    fields=[
                        ("at", models.DateTimeField(primary_key=True, serialize=False)),
                        ("size", models.BigIntegerField()),
                        ("note", models.TextField()),
                    ],
                    options={"db_table": "audit_restart"},
                ),
            ],
        )
    ]
