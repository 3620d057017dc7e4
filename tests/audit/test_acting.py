import pytest

from audit import acting


class TestSystem:
    def test_has_the_same_id_in_every_process(self) -> None:
        assert acting.system("retention.nightly").id == acting.system("retention.nightly").id
        assert (
            str(acting.system("a").id) == "a38c9bbd-f1c6-5d17-be46-7f6a2a5e3a7e" or acting.system("a").id.version == 5
        )

    def test_differs_by_name(self) -> None:
        assert acting.system("a") != acting.system("b")


class TestDeclared:
    def test_lasts_for_its_block(self) -> None:
        outer = acting.Acting(acting.system("outer"), "retention", "task")
        inner = acting.Acting(acting.system("inner"), "security", "command")
        assert acting.current() is None
        with acting.declared(outer):
            with acting.declared(inner):
                assert acting.current() is inner
            assert acting.current() is outer
        assert acting.current() is None

    def test_refuses_unknown_channels_and_kinds(self) -> None:
        with pytest.raises(ValueError, match="no channel"):
            acting.Acting(acting.system("x"), "retention", "pigeon")
        with pytest.raises(ValueError, match="no kind"):
            acting.Actor("robot", acting.ANONYMOUS.id)
