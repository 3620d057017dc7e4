from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("personal_data", "0015_notice_versions"), ("audit", "0007_end_of_the_trail")]
    operations = [
        migrations.AddField(
            model_name="controller",
            name="trail_years",
            field=models.PositiveSmallIntegerField(default=5),
        ),
        migrations.AddConstraint(
            model_name="controller",
            constraint=models.CheckConstraint(
                condition=models.Q(trail_years__range=(1, 30)),
                name="personal_data_controller_trail_years",
                violation_error_message="Events are kept for 1 to 30 years.",
            ),
        ),
    ]
