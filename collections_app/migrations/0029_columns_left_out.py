from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('collections_app', '0028_pseudonymised_sets'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalimportupload',
            name='not_used',
            field=models.JSONField(blank=True, default=list, verbose_name='columns left out on purpose'),
        ),
        migrations.AddField(
            model_name='importupload',
            name='not_used',
            field=models.JSONField(blank=True, default=list, verbose_name='columns left out on purpose'),
        ),
    ]
