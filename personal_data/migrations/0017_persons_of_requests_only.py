from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('personal_data', '0016_term_of_the_trail'),
    ]
    operations = [
        migrations.AddField(
            model_name='erasedtokens',
            name='subject_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='recordclassrow',
            name='is_request_file',
            field=models.BooleanField(default=False),
        ),
    ]
