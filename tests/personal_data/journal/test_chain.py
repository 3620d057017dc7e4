"""The journal's files: lines bound to each other, written by many, and every change to them named."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from personal_data.journal.chain import Broken, Chain, Position

_APPEND = """
import sys
from pathlib import Path
from personal_data.journal.chain import Chain
chain = Chain(Path(sys.argv[1]))
for number in range(50):
    chain.append({"kind": "try", "of": sys.argv[2], "at_the_time": number})[1].wait()
"""


@pytest.fixture
def chain(tmp_path: Path) -> Chain:
    """A journal of five lines."""
    chain = Chain(tmp_path / "journal")
    for number in range(5):
        chain.append({"kind": "try", "value": number})[1].wait()
    return chain


def file_of(chain: Chain) -> Path:
    (path,) = chain.directory.glob("journal-*.jsonl")
    return path


def rewrite(chain: Chain, lines: list[bytes]) -> None:
    file_of(chain).write_bytes(b"".join(lines))


def lines_of(chain: Chain) -> list[bytes]:
    return file_of(chain).read_bytes().splitlines(keepends=True)


class TestWriting:
    def test_numbers_its_lines_from_one(self, chain: Chain) -> None:
        assert [line.position.number for line in chain.lines()] == [1, 2, 3, 4, 5]
        assert [line.content["value"] for line in chain.lines(after=3)] == [3, 4]
        assert [line.content["value"] for line in chain.newest_first()] == [4, 3, 2, 1, 0]
        assert chain.end() == list(chain.lines())[-1].position
        assert chain.faults() == []

    def test_is_closed_to_everybody_else(self, chain: Chain) -> None:
        assert chain.directory.stat().st_mode & 0o077 == 0
        assert file_of(chain).stat().st_mode & 0o077 == 0

    def test_of_an_empty_one_the_end_is_the_beginning(self, tmp_path: Path) -> None:
        assert Chain(tmp_path / "none").end() == Position()
        assert list(Chain(tmp_path / "none").lines()) == []

    def test_of_many_processes_at_once_loses_nothing(self, tmp_path: Path) -> None:
        command = [sys.executable, "-c", _APPEND, str(tmp_path / "journal")]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
        writers = [subprocess.Popen([*command, str(number)], env=environment) for number in range(4)]
        assert [writer.wait() for writer in writers] == [0] * 4
        chain = Chain(tmp_path / "journal")
        written = [(line.content["of"], line.content["at_the_time"]) for line in chain.lines()]
        assert sorted(written) == sorted((str(of), number) for of in range(4) for number in range(50))

    def test_lines_are_longer_than_what_is_read_at_once(self, tmp_path: Path) -> None:
        chain = Chain(tmp_path / "journal")
        for number in range(3):
            chain.append({"kind": "try", "value": number, "long": "x" * 150_000})
        assert [line.content["value"] for line in chain.newest_first()] == [2, 1, 0]
        assert chain.end().number == 3

    @pytest.mark.parametrize("cut", [1, 20, 80])
    def test_what_a_power_cut_left_of_a_line_is_dropped(self, chain: Chain, cut: int) -> None:
        whole = file_of(chain).read_bytes()
        file_of(chain).write_bytes(whole[:-cut])
        chain.append({"kind": "try", "value": "after"})[1].wait()
        assert [line.content["value"] for line in chain.lines()] == [0, 1, 2, 3, "after"]

    def test_a_first_line_that_was_cut_leaves_an_empty_journal(self, tmp_path: Path) -> None:
        chain = Chain(tmp_path / "journal")
        chain.append({"kind": "try"})
        file_of(chain).write_bytes(file_of(chain).read_bytes()[:30])
        chain.append({"kind": "try"})
        assert [line.position.number for line in chain.lines()] == [1]

    def test_after_a_clock_that_went_back_goes_on_in_the_newest_file(self, chain: Chain) -> None:
        file_of(chain).rename(chain.directory / "journal-2999-01.jsonl")
        chain.append({"kind": "try", "value": 5})
        assert [line.content["value"] for line in chain.lines()] == [0, 1, 2, 3, 4, 5]


class TestVerifying:
    def test_names_a_changed_line(self, chain: Chain) -> None:
        lines = lines_of(chain)
        lines[2] = lines[2].replace(b'"value":2', b'"value":9')
        rewrite(chain, lines)
        (fault,) = chain.faults()
        assert (fault.file, fault.line) == (file_of(chain).name, 3)
        assert "entry 3 was changed" in str(fault)
        with pytest.raises(Broken, match="line 3: entry 3 was changed"):
            list(chain.lines())

    def test_names_a_line_whose_digest_was_made_to_fit(self, chain: Chain, tmp_path: Path) -> None:
        other = Chain(tmp_path / "other")
        for number in range(5):
            other.append({"kind": "try", "value": number * 10})
        lines = lines_of(chain)
        lines[2] = lines_of(other)[2]
        rewrite(chain, lines)
        assert [fault.line for fault in chain.faults()] == [3, 4]

    def test_names_the_place_of_a_line_that_was_cut_out(self, chain: Chain) -> None:
        lines = lines_of(chain)
        rewrite(chain, lines[:1] + lines[2:])
        assert [str(fault) for fault in chain.faults()] == [
            f"{file_of(chain).name}, line 2: entry 2 is missing; entry 3 stands here."
        ]

    def test_names_a_missing_beginning(self, chain: Chain) -> None:
        rewrite(chain, lines_of(chain)[2:])
        assert "entry 1 is missing" in str(chain.faults()[0])

    def test_names_what_is_no_line(self, chain: Chain) -> None:
        rewrite(chain, [*lines_of(chain)[:3], b"nothing of ours\n", *lines_of(chain)[3:]])
        assert [(fault.line, fault.wrong) for fault in chain.faults()] == [(4, "this is no line of the journal.")]

    def test_nothing_is_added_behind_what_is_no_line(self, chain: Chain) -> None:
        rewrite(chain, [*lines_of(chain), b"nothing of ours\n"])
        with pytest.raises(Broken, match="no line of the journal"):
            chain.append({"kind": "try"})

    def test_goes_over_the_months(self, chain: Chain) -> None:
        file_of(chain).rename(chain.directory / "journal-2020-01.jsonl")
        lines = (chain.directory / "journal-2020-01.jsonl").read_bytes().splitlines(keepends=True)
        (chain.directory / "journal-2020-01.jsonl").write_bytes(b"".join(lines[:2]))
        (chain.directory / "journal-2020-02.jsonl").write_bytes(b"".join(lines[2:]))
        assert chain.faults() == []
        (chain.directory / "journal-2020-01.jsonl").unlink()
        assert [(fault.file, fault.line) for fault in chain.faults()] == [("journal-2020-02.jsonl", 1)]

    def test_reads_lines_that_name_who_they_follow(self, chain: Chain) -> None:
        first, second = [json.loads(text[65:]) for text in lines_of(chain)[:2]]
        assert first["before"] == "0" * 64
        assert second["before"] == lines_of(chain)[0][:64].decode()
