"""The identity number at the handler's desk: sealed in the database, in no list, shown only by a recorded opening."""

import pytest
from django.db import connection
from django.test import Client

from collections_app.models import Case, Debtor
from personal_data.declaration import Category
from tests.collections_app.handler.conftest import IDA, NUMBER
from tests.factories.accounts import recorded

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("AMILI-10", breaks="the number in the clear, in a list, or on a page without an event")
def test_is_sealed_left_out_of_lists_and_shown_with_an_event(ida: Debtor, case: Case, as_hanna: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(d)::text FROM collections_app_debtor d WHERE id = %s", [ida.pk])
        (stored,) = cursor.fetchone()
    assert NUMBER not in stored
    assert NUMBER.encode().hex() not in stored
    fields = {field.name: field for field in Debtor._meta.get_fields()}
    for name in ("name", "identity_number"):
        assert fields[name].declared.category == Category.IDENTITY
    for page in (as_hanna.get("/handler/"), as_hanna.post("/handler/search/", {"text": "Johansson"})):
        shown = page.content.decode()
        assert IDA in shown
        assert NUMBER[-4:] not in shown
    before = len(recorded("personal_data.envelope.opened"))
    page = as_hanna.get(f"/handler/cases/{case.reference}/").content.decode()
    assert NUMBER[-4:] in page
    assert len(recorded("personal_data.envelope.opened")) == before + 1
