"""Blocks that a restore placed again and whose file was lost can be seen and lifted."""

import pytest
from django.core.management import CommandError, call_command

from accounts.roles import Role
from personal_data.models import BlockKind, EnvelopeBlock
from personal_data.services import blocks
from tests.factories import accounts, acting, collection

pytestmark = pytest.mark.django_db


@pytest.fixture
def block() -> EnvelopeBlock:
    """A hold of which no file tells."""
    with acting.hanna():
        controller = collection.controller()
        debtor = collection.debtor(controller)
        (placed,) = blocks.place(kind=BlockKind.HOLD, reason_code="lawsuit", envelopes=[debtor.envelope_id])
        blocks.place(kind=BlockKind.WISH, reason_code="own_claim", envelopes=[debtor.envelope_id])
    return placed


def test_are_listed(block: EnvelopeBlock, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("orphaned_blocks")
    said = capsys.readouterr().out
    assert f"{block.id}: hold (lawsuit) on envelope {block.envelope_id}" in said
    assert "1 without a file." in said


def test_are_lifted_by_somebody_who_may(block: EnvelopeBlock) -> None:
    stranger, officer = accounts.member(Role.HANDLER), accounts.member(Role.PRIVACY_OFFICER)
    with pytest.raises(CommandError, match="may release holds"):
        call_command("orphaned_blocks", lift=block.id, by=stranger.email)
    call_command("orphaned_blocks", lift=block.id, by=officer.email)
    block.refresh_from_db()
    assert block.lifted_by == officer.pk
    with pytest.raises(CommandError, match="no block without a file"):
        call_command("orphaned_blocks", lift=block.id, by=officer.email)
