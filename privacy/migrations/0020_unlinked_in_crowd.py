"""A request by the open form may have come in a crowd: it is listed apart, and refused to nobody."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("privacy", "0019_unattributed_reviews")]

    operations = [
        migrations.AddField(
            model_name=name,
            name="in_crowd",
            field=models.BooleanField(default=False, verbose_name="came in a crowd"),
        )
        for name in ("unlinkedrequest", "historicalunlinkedrequest")
    ]
