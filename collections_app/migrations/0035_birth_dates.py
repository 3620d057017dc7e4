import personal_data.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('collections_app', '0034_support_sessions'),
    ]

    operations = [
        migrations.AddField(
            model_name='debtor',
            name='birth_date',
            field=personal_data.fields.SealedDate(column_id='debtor.birth_date.v1', null=True),
        ),
        migrations.AddField(
            model_name='historicaldebtor',
            name='birth_date',
            field=personal_data.fields.SealedDate(column_id='debtor.birth_date.v1', null=True),
        ),
        migrations.AddConstraint(
            model_name='debtor',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'company'), _negated=True), ('birth_date__isnull', True), _connector='OR'), name='collections_app_debtor_only_people_are_born', violation_error_message='A company has no date of birth.'),
        ),
    ]
