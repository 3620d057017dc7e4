"""What the application's own login may delete: nothing that says it is kept."""

import pytest
from django.db import connection

from personal_data.catalogue import declaration_of, our_models


@pytest.mark.django_db
def test_rows_of_ours_are_deleted_only_where_the_table_says_they_are_short_lived() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t FROM unnest(%s::text[]) t WHERE has_table_privilege('app', t, 'DELETE')",
            [[model._meta.db_table for model in our_models()]],
        )
        deletable = {table for (table,) in cursor.fetchall()}
    short_lived = {model._meta.db_table for model in our_models() if getattr(declaration_of(model), "short_lived", "")}
    assert deletable == short_lived == {"privacy_failedsignins"}
