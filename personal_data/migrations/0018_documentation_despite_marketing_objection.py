"""An objection to direct marketing leaves every purpose alone that is not marketing: documentation too, which is new."""

from django.db import migrations

_ADD = """
UPDATE personal_data_envelopeblock SET allowed = array_append(allowed, 'documentation')
WHERE kind = 'marketing' AND NOT 'documentation' = ANY (allowed)"""


class Migration(migrations.Migration):
    dependencies = [
        ("personal_data", "0017_persons_of_requests_only"),
    ]
    operations = [
        migrations.RunSQL(_ADD, migrations.RunSQL.noop),
    ]
