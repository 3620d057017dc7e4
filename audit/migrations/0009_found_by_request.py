from pathlib import Path

from django.db import migrations

REQUEST = (Path(__file__).parent.parent / "sql" / "request.sql").read_text()


class Migration(migrations.Migration):
    dependencies = (("audit", "0008_basis_of_events"),)
    operations = [migrations.RunSQL(REQUEST, "DROP INDEX audit_event_request")]
