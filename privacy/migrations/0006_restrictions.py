import django.db.models.deletion
import personal_data.fields
import personal_data.identifiers
import simple_history.models
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("personal_data", "0005_block_permits"),
        ("privacy", "0005_history_by_envelope"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalPermittedUse",
            fields=[
                ("actor_kind", models.CharField(max_length=16)),
                ("id", models.UUIDField(default=personal_data.identifiers.time_ordered, editable=False)),
                ("history_user_id", models.UUIDField(null=True)),
                ("case_reference", models.CharField(max_length=24, verbose_name="case")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("payment_order", "application for a payment order"),
                            ("court", "statement or appearance before a court"),
                            ("enforcement", "application for enforcement of a judgment or order"),
                            ("limitation", "interruption of limitation before it sets in"),
                            ("insolvency", "lodging of a claim in an insolvency"),
                            ("defence", "defence against a claim of the person"),
                        ],
                        max_length=16,
                        verbose_name="legal step",
                    ),
                ),
                ("reason", personal_data.fields.SealedText(column_id="permitted_use.reason.v1")),
                ("days", models.PositiveSmallIntegerField(verbose_name="days")),
                ("asked_by", models.UUIDField(verbose_name="asked by")),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                ("approved_by", models.UUIDField(blank=True, null=True, verbose_name="approved by")),
                ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="approved at")),
                ("until_at", models.DateTimeField(blank=True, null=True, verbose_name="ends at")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
            ],
            options={
                "verbose_name": "historical permitted use",
                "verbose_name_plural": "historical permitted uses",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRestriction",
            fields=[
                ("actor_kind", models.CharField(max_length=16)),
                ("id", models.UUIDField(default=personal_data.identifiers.time_ordered, editable=False)),
                ("history_user_id", models.UUIDField(null=True)),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("accuracy", "You contest that the data are right; we check them"),
                            ("unlawful", "The processing is unlawful, and you prefer restriction to erasure"),
                            ("claims", "We need the data no longer, but you need them for a legal claim"),
                            ("objection", "You have objected; we check whose reasons weigh more"),
                            ("asked", "You asked for restriction; we check whether the law gives it"),
                        ],
                        max_length=12,
                        verbose_name="ground",
                    ),
                ),
                ("block_id", models.UUIDField(verbose_name="block")),
                ("record", models.UUIDField(blank=True, null=True, verbose_name="record")),
                ("since", models.DateTimeField(verbose_name="restricted since")),
                ("lift_on", models.DateField(blank=True, null=True, verbose_name="will be lifted on")),
                ("lift_because", personal_data.fields.SealedText(column_id="restriction.lift_because.v1", null=True)),
                ("lifted_at", models.DateTimeField(blank=True, null=True, verbose_name="lifted at")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
            ],
            options={
                "verbose_name": "historical restriction",
                "verbose_name_plural": "historical restrictions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSupplementaryStatement",
            fields=[
                ("actor_kind", models.CharField(max_length=16)),
                ("id", models.UUIDField(default=personal_data.identifiers.time_ordered, editable=False)),
                ("history_user_id", models.UUIDField(null=True)),
                ("request_reference", models.CharField(max_length=24, verbose_name="request")),
                ("text", personal_data.fields.SealedText(column_id="supplementary_statement.text.v1")),
                ("by", models.UUIDField(verbose_name="entered by")),
                ("at", models.DateTimeField(verbose_name="added at")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
            ],
            options={
                "verbose_name": "historical supplementary statement",
                "verbose_name_plural": "historical supplementary statements",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="PermittedUse",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=personal_data.identifiers.time_ordered,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("case_reference", models.CharField(max_length=24, verbose_name="case")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("payment_order", "application for a payment order"),
                            ("court", "statement or appearance before a court"),
                            ("enforcement", "application for enforcement of a judgment or order"),
                            ("limitation", "interruption of limitation before it sets in"),
                            ("insolvency", "lodging of a claim in an insolvency"),
                            ("defence", "defence against a claim of the person"),
                        ],
                        max_length=16,
                        verbose_name="legal step",
                    ),
                ),
                ("reason", personal_data.fields.SealedText(column_id="permitted_use.reason.v1")),
                ("days", models.PositiveSmallIntegerField(verbose_name="days")),
                ("asked_by", models.UUIDField(verbose_name="asked by")),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                ("approved_by", models.UUIDField(blank=True, null=True, verbose_name="approved by")),
                ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="approved at")),
                ("until_at", models.DateTimeField(blank=True, null=True, verbose_name="ends at")),
            ],
            options={
                "verbose_name": "permitted use",
                "verbose_name_plural": "permitted uses",
            },
        ),
        migrations.CreateModel(
            name="Restriction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=personal_data.identifiers.time_ordered,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("accuracy", "You contest that the data are right; we check them"),
                            ("unlawful", "The processing is unlawful, and you prefer restriction to erasure"),
                            ("claims", "We need the data no longer, but you need them for a legal claim"),
                            ("objection", "You have objected; we check whose reasons weigh more"),
                            ("asked", "You asked for restriction; we check whether the law gives it"),
                        ],
                        max_length=12,
                        verbose_name="ground",
                    ),
                ),
                ("block_id", models.UUIDField(unique=True, verbose_name="block")),
                ("record", models.UUIDField(blank=True, null=True, verbose_name="record")),
                ("since", models.DateTimeField(verbose_name="restricted since")),
                ("lift_on", models.DateField(blank=True, null=True, verbose_name="will be lifted on")),
                ("lift_because", personal_data.fields.SealedText(column_id="restriction.lift_because.v1", null=True)),
                ("lifted_at", models.DateTimeField(blank=True, null=True, verbose_name="lifted at")),
            ],
            options={
                "verbose_name": "restriction",
                "verbose_name_plural": "restrictions",
            },
        ),
        migrations.CreateModel(
            name="SupplementaryStatement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=personal_data.identifiers.time_ordered,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("request_reference", models.CharField(max_length=24, verbose_name="request")),
                ("text", personal_data.fields.SealedText(column_id="supplementary_statement.text.v1")),
                ("by", models.UUIDField(verbose_name="entered by")),
                ("at", models.DateTimeField(verbose_name="added at")),
            ],
            options={
                "verbose_name": "supplementary statement",
                "verbose_name_plural": "supplementary statements",
            },
        ),
        migrations.RemoveConstraint(
            model_name="datasubjectrequest",
            name="privacy_request_right_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="requestitem",
            name="privacy_requestitem_refusal_has_reasons",
        ),
        migrations.AlterField(
            model_name="datasubjectrequest",
            name="right",
            field=models.CharField(
                choices=[
                    ("access", "Access to the data"),
                    ("rectification", "Rectification"),
                    ("erasure", "Erasure"),
                    ("restriction", "Restriction of processing"),
                    ("portability", "Data portability"),
                    ("objection", "Objection"),
                    ("marketing_objection", "Objection to direct marketing"),
                    ("human_review", "Review of an automated decision"),
                    ("withdrawal", "Withdrawal of consent"),
                    ("supplier_information", "Information about suppliers"),
                ],
                max_length=24,
                verbose_name="right",
            ),
        ),
        migrations.AlterField(
            model_name="historicaldatasubjectrequest",
            name="right",
            field=models.CharField(
                choices=[
                    ("access", "Access to the data"),
                    ("rectification", "Rectification"),
                    ("erasure", "Erasure"),
                    ("restriction", "Restriction of processing"),
                    ("portability", "Data portability"),
                    ("objection", "Objection"),
                    ("marketing_objection", "Objection to direct marketing"),
                    ("human_review", "Review of an automated decision"),
                    ("withdrawal", "Withdrawal of consent"),
                    ("supplier_information", "Information about suppliers"),
                ],
                max_length=24,
                verbose_name="right",
            ),
        ),
        migrations.AddConstraint(
            model_name="datasubjectrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "right__in",
                        [
                            "access",
                            "rectification",
                            "erasure",
                            "restriction",
                            "portability",
                            "objection",
                            "marketing_objection",
                            "human_review",
                            "withdrawal",
                            "supplier_information",
                        ],
                    )
                ),
                name="privacy_request_right_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="requestitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "refused"), _negated=True),
                    models.Q(
                        models.Q(("ground", ""), _negated=True),
                        models.Q(("citation", ""), _negated=True),
                        ("facts__isnull", False),
                        models.Q(
                            ("review_on__isnull", False),
                            (
                                "ground__in",
                                (
                                    "accurate",
                                    "records_what_was",
                                    "verified",
                                    "none_of_four",
                                    "compelling",
                                    "objection_legal_claims",
                                    "other_basis",
                                ),
                            ),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="privacy_requestitem_refusal_has_reasons",
                violation_error_message="A refusal needs its ground, the law, the reasons and a review date.",
            ),
        ),
        migrations.AddField(
            model_name="historicalpermitteduse",
            name="envelope",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="personal_data.envelope",
            ),
        ),
        migrations.AddField(
            model_name="historicalrestriction",
            name="envelope",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="personal_data.envelope",
            ),
        ),
        migrations.AddField(
            model_name="historicalrestriction",
            name="request",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="privacy.datasubjectrequest",
            ),
        ),
        migrations.AddField(
            model_name="historicalsupplementarystatement",
            name="envelope",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="personal_data.envelope",
            ),
        ),
        migrations.AddField(
            model_name="historicalsupplementarystatement",
            name="subject",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="personal_data.datasubject",
            ),
        ),
        migrations.AddField(
            model_name="permitteduse",
            name="envelope",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="personal_data.envelope",
            ),
        ),
        migrations.AddField(
            model_name="restriction",
            name="envelope",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="personal_data.envelope",
            ),
        ),
        migrations.AddField(
            model_name="restriction",
            name="request",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="restriction", to="privacy.datasubjectrequest"
            ),
        ),
        migrations.AddField(
            model_name="permitteduse",
            name="restriction",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="privacy.restriction"
            ),
        ),
        migrations.AddField(
            model_name="historicalpermitteduse",
            name="restriction",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="privacy.restriction",
            ),
        ),
        migrations.AddField(
            model_name="supplementarystatement",
            name="envelope",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="personal_data.envelope",
            ),
        ),
        migrations.AddField(
            model_name="supplementarystatement",
            name="subject",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="personal_data.datasubject"
            ),
        ),
        migrations.AddConstraint(
            model_name="restriction",
            constraint=models.CheckConstraint(
                condition=models.Q(("ground__in", ["accuracy", "unlawful", "claims", "objection", "asked"])),
                name="privacy_restriction_ground_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="restriction",
            constraint=models.CheckConstraint(
                condition=models.Q(("lift_on__isnull", True), ("lift_because__isnull", False), _connector="OR"),
                name="privacy_restriction_lifted_for_a_reason",
                violation_error_message="A restriction is lifted for a reason that the person is told.",
            ),
        ),
        migrations.AddConstraint(
            model_name="permitteduse",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    models.Q(("approved_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="privacy_permitteduse_second_person",
                violation_error_message="A use of restricted data is approved by a second person.",
            ),
        ),
        migrations.AddConstraint(
            model_name="permitteduse",
            constraint=models.CheckConstraint(
                condition=models.Q(("days__gte", 1), ("days__lte", 30)),
                name="privacy_permitteduse_days",
                violation_error_message="A use of restricted data is for 1 to 30 days.",
            ),
        ),
    ]
