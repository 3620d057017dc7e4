from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import database, env_flag, env_hours, env_value, is_set


class TestValue:
    def test_it_reads_the_variable(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SEAL", "red wax")
        assert env_value("SEAL") == "red wax"
        assert is_set("SEAL")

    def test_it_reads_the_file_that_name_file_names(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        (tmp_path / "seal").write_text("red wax\n")
        monkeypatch.setenv("SEAL_FILE", str(tmp_path / "seal"))
        assert env_value("SEAL") == "red wax"
        assert is_set("SEAL")

    def test_a_default_stands_in(self) -> None:
        assert env_value("SEAL", "none") == "none"
        assert not is_set("SEAL")

    def test_a_missing_value_says_what_to_set_and_why(self) -> None:
        with pytest.raises(ImproperlyConfigured) as caught:
            env_value("SEAL", hint="Melt some wax.")
        assert str(caught.value) == ("SEAL is not set. Set SEAL, or SEAL_FILE to a file that holds it. Melt some wax.")

    def test_an_unreadable_file_is_named(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("SEAL_FILE", str(tmp_path / "nothing"))
        with pytest.raises(ImproperlyConfigured, match=r"SEAL_FILE names a file that cannot be read: .*nothing"):
            env_value("SEAL", "a default does not hide it")

    def test_both_at_once_are_refused(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("SEAL", "red wax")
        monkeypatch.setenv("SEAL_FILE", str(tmp_path / "seal"))
        with pytest.raises(ImproperlyConfigured, match="Both SEAL and SEAL_FILE are set"):
            env_value("SEAL")


class TestFlag:
    @pytest.mark.parametrize(("written", "meant"), [("1", True), ("Yes", True), ("off", False), ("", False)])
    def test_it_reads_yes_and_no(self, monkeypatch: pytest.MonkeyPatch, written: str, meant: bool) -> None:
        monkeypatch.setenv("SEALED", written)
        assert env_flag("SEALED") is meant

    def test_anything_else_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SEALED", "perhaps")
        with pytest.raises(ImproperlyConfigured, match="SEALED is 'perhaps'; write yes or no"):
            env_flag("SEALED")


class TestHours:
    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("12", timedelta(hours=12)),
            (" 0.5 ", timedelta(minutes=30)),
            ("1.0", timedelta(hours=1)),
            ("0", timedelta(0)),
        ],
    )
    def test_it_reads_whole_and_half_hours(
        self, monkeypatch: pytest.MonkeyPatch, written: str, meant: timedelta
    ) -> None:
        monkeypatch.setenv("MELTING_HOURS", written)
        assert env_hours("MELTING_HOURS", "3") == meant

    def test_a_default_stands_in(self) -> None:
        assert env_hours("MELTING_HOURS", "3") == timedelta(hours=3)

    @pytest.mark.parametrize("written", ["-1", "soon", "", "0.25", "0,5", "nan", "inf", "1000", "1e3"])
    def test_anything_else_is_refused(self, monkeypatch: pytest.MonkeyPatch, written: str) -> None:
        monkeypatch.setenv("MELTING_HOURS", written)
        with pytest.raises(ImproperlyConfigured, match=f"MELTING_HOURS is '{written}'; write hours from 0 to 999"):
            env_hours("MELTING_HOURS", "3")


class TestDatabase:
    def test_an_address_becomes_settings(self) -> None:
        found = database("postgresql://app:s%40fe@db.example:6432/sigill")
        assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
            "app", "s@fe", "db.example", "6432", "sigill",
        )  # fmt: skip

    @pytest.mark.parametrize(
        "url", ["mysql://app@db/sigill", "postgresql://app@db", "db", "postgresql://a@db:x/sigill"]
    )
    def test_another_address_is_refused_without_quoting_it(self, url: str) -> None:
        with pytest.raises(
            ImproperlyConfigured, match="looks like postgresql://user:password@host:5432/name"
        ) as caught:
            database(url)
        assert url not in str(caught.value), "it may hold a password"
