import datetime
import django.contrib.postgres.fields
import django.db.models.expressions
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("personal_data", "0004_sort_tokens_in_together"),
    ]

    operations = [
        migrations.CreateModel(
            name="BlockPermit",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("block_id", models.UUIDField(db_index=True)),
                ("envelopes", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ("purpose", models.CharField(max_length=20)),
                ("step", models.CharField(max_length=64)),
                ("reference", models.CharField(max_length=40)),
                ("from_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("until_at", models.DateTimeField()),
                ("asked_by", models.UUIDField()),
                ("approved_by", models.UUIDField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="envelopeblock",
            name="personal_data_envelopeblock_kind_is_known",
        ),
        migrations.AlterField(
            model_name="envelopeblock",
            name="kind",
            field=models.CharField(
                choices=[
                    ("restriction", "Restriction"),
                    ("objection", "Objection"),
                    ("stopped", "Stopped"),
                    ("marketing", "Marketing"),
                    ("hold", "Hold"),
                    ("wish", "Wish"),
                    ("need_to_know", "Need To Know"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="envelopeblock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["restriction", "objection", "stopped", "marketing", "hold", "wish", "need_to_know"])
                ),
                name="personal_data_envelopeblock_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="blockpermit",
            constraint=models.CheckConstraint(
                condition=models.Q(("approved_by", models.F("asked_by")), _negated=True),
                name="personal_data_blockpermit_second_person",
                violation_error_message="A use of restricted data is approved by a second person.",
            ),
        ),
        migrations.AddConstraint(
            model_name="blockpermit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_at__gt", models.F("from_at")),
                    (
                        "until_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("from_at"), "+", models.Value(datetime.timedelta(days=30))
                        ),
                    ),
                ),
                name="personal_data_blockpermit_ends",
                violation_error_message="A use of restricted data ends by itself, after thirty days at the latest.",
            ),
        ),
        migrations.AddConstraint(
            model_name="blockpermit",
            constraint=models.CheckConstraint(
                condition=models.Q(("step__regex", "^[a-z][a-z_]{0,63}$")),
                name="personal_data_blockpermit_step_is_a_code",
            ),
        ),
    ]
