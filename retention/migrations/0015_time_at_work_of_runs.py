import datetime

from django.db import migrations, models

# A run that is at work while this is installed has no other measure than the time since it began.
_SINCE_IT_BEGAN = """
UPDATE retention_run SET worked_for = worked_on_at - executed_at
WHERE state IN ('executing', 'paused') AND worked_on_at > executed_at AND erased_count + kept_count > 0"""


class Migration(migrations.Migration):

    dependencies = [
        ('retention', '0014_copies_for_tests'),
    ]

    operations = [
        migrations.AddField(
            model_name='run',
            name='worked_for',
            field=models.DurationField(default=datetime.timedelta, verbose_name='worked for'),
        ),
        migrations.RunSQL(_SINCE_IT_BEGAN, migrations.RunSQL.noop),
    ]
