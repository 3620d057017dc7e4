import personal_data.fields
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0023_grade_releases"),
    ]
    operations = [
        migrations.AddField(
            model_name="datasubjectrequest",
            name="pseudonym",
            field=personal_data.fields.SealedText(column_id="data_subject_request.pseudonym.v1", null=True),
        ),
        migrations.AddField(
            model_name="historicaldatasubjectrequest",
            name="pseudonym",
            field=personal_data.fields.SealedText(column_id="data_subject_request.pseudonym.v1", null=True),
        ),
    ]
