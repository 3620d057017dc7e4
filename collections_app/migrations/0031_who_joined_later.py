from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('collections_app', '0030_contacts'),
    ]

    operations = [
        migrations.AddField(
            model_name='casedebtor',
            name='joined_on',
            field=models.DateField(blank=True, null=True, verbose_name='added on'),
        ),
        migrations.AddField(
            model_name='historicalcasedebtor',
            name='joined_on',
            field=models.DateField(blank=True, null=True, verbose_name='added on'),
        ),
    ]
