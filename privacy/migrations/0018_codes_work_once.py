"""A sign-in code works once; a person can take one for the next visit, and ask for a new letter without signing in."""

from django.db import migrations, models

_USED = models.DateTimeField(blank=True, null=True, verbose_name="used at")
_LETTER = models.UUIDField(blank=True, null=True, verbose_name="letter")


class Migration(migrations.Migration):

    dependencies = [
        ("collections_app", "0017_parked_by_suppression"),
        ("privacy", "0017_notice_versions"),
    ]

    operations = [
        migrations.RenameField("portalcode", "last_used_at", "used_at"),
        migrations.RenameField("historicalportalcode", "last_used_at", "used_at"),
        migrations.AlterField("portalcode", "used_at", _USED),
        migrations.AlterField("historicalportalcode", "used_at", _USED.clone()),
        migrations.AlterField("portalcode", "letter", _LETTER),
        migrations.AlterField("historicalportalcode", "letter", _LETTER.clone()),
        migrations.RemoveConstraint("portalcode", "privacy_portalcode_one_living"),
        migrations.AddConstraint(
            "portalcode",
            models.UniqueConstraint(
                condition=models.Q(("revoked_at__isnull", True), ("used_at__isnull", True)),
                fields=("debtor", "case_reference"),
                name="privacy_portalcode_one_unused",
                violation_error_message="This debtor already has a code for this case.",
            ),
        ),
        migrations.CreateModel(
            name="AskedLetter",
            fields=[
                (
                    "case_reference",
                    models.CharField(max_length=24, primary_key=True, serialize=False, verbose_name="case number"),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
            ],
            options={
                "verbose_name": "new letter asked for",
                "verbose_name_plural": "new letters asked for",
                "indexes": [models.Index(fields=["asked_at"], name="privacy_asked_letter_age")],
            },
        ),
    ]
