from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

TABLES = (Path(__file__).parent.parent / "sql" / "tables.sql").read_text()


class Migration(migrations.Migration):
    initial = True
    dependencies = ()
    operations = [
        migrations.RunSQL(
            TABLES,
            reverse_sql="DROP TABLE audit_line, audit_event; DROP SEQUENCE audit_event_id_seq",
            state_operations=[
                migrations.CreateModel(
                    name="Event",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("at", models.DateTimeField()),
                        ("name", models.CharField(max_length=100)),
                        ("actor_kind", models.CharField(max_length=16)),
                        ("actor_id", models.UUIDField(null=True)),
                        ("purpose", models.CharField(max_length=40)),
                        ("channel", models.CharField(max_length=16)),
                        ("request_id", models.UUIDField(null=True)),
                        ("reference", models.CharField(max_length=40)),
                        ("reason", models.CharField(max_length=64)),
                        ("recipient", models.CharField(max_length=64)),
                        (
                            "fields",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), size=None
                            ),
                        ),
                        ("count", models.IntegerField(null=True)),
                        ("salt", models.BinaryField()),
                    ],
                    options={"db_table": "audit_event"},
                ),
                migrations.CreateModel(
                    name="Line",
                    fields=[
                        (
                            "event",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="audit.event",
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("subject", models.UUIDField(null=True)),
                        ("envelope_id", models.UUIDField()),
                        ("record_class", models.CharField(max_length=40)),
                        ("legal_basis", models.CharField(max_length=40)),
                        ("outcome", models.CharField(max_length=16)),
                    ],
                    options={"db_table": "audit_line"},
                ),
            ],
        )
    ]
