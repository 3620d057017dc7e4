"""A sound is known by what is in it: its kind, how long it is, and what it is when it is none."""

from io import BytesIO

import pytest

from collections_app import sounds
from config.demo import sound as demo
from tests.factories.sounds import mp3, ogg, vorbis, wav


def recognised(content: bytes) -> tuple[str, int]:
    found = sounds.recognise(BytesIO(content))
    return found.media_type, found.seconds


def refused(content: bytes) -> tuple[str, str]:
    with pytest.raises(sounds.NotASound) as refusal:
        sounds.recognise(BytesIO(content))
    return refusal.value.reason, refusal.value.looks_like


class TestWav:
    @pytest.mark.parametrize("seconds", [1, 3, 61])
    def test_is_as_long_as_its_samples(self, seconds: int) -> None:
        assert recognised(wav(seconds)) == ("audio/wav", seconds)

    def test_rounds_a_begun_second_up(self) -> None:
        assert recognised(wav(3)[:-100]) == ("audio/wav", 3)
        assert recognised(wav(3)[:-8100]) == ("audio/wav", 2)

    def test_finds_the_samples_behind_other_chunks(self) -> None:
        content = wav(2)
        with_note = content[:12] + b"LIST" + (5).to_bytes(4, "little") + b"hello\x00" + content[12:]
        assert recognised(with_note) == ("audio/wav", 2)

    def test_of_an_open_length_goes_to_the_end_of_the_file(self) -> None:
        content = bytearray(wav(2))
        content[40:44] = b"\xff\xff\xff\xff"
        assert recognised(bytes(content)) == ("audio/wav", 2)

    def test_of_the_demo_is_one(self) -> None:
        assert recognised(demo.call(20).getvalue()) == ("audio/wav", 20)

    @pytest.mark.parametrize("length", [12, 20, 36, 43, 44])
    def test_without_samples_is_broken(self, length: int) -> None:
        assert refused(wav(1)[:length]) == ("broken", "WAV")

    def test_in_a_coding_that_browsers_do_not_play_is_refused(self) -> None:
        content = bytearray(wav(1))
        content[20] = 0x31  # GSM
        assert refused(bytes(content)) == ("unknown_coding", "WAV")


class TestMp3:
    @pytest.mark.parametrize("tag", [False, True])
    def test_is_as_long_as_its_frames(self, tag: bool) -> None:
        assert recognised(mp3(1000, tag=tag)) == ("audio/mpeg", 36)

    def test_counts_frames_beyond_what_is_read_at_once(self) -> None:
        assert recognised(mp3(20_000)) == ("audio/mpeg", 720)

    def test_with_three_frames_is_an_accident(self) -> None:
        assert refused(mp3(3) + b"<html>") == ("broken", "MP3")

    def test_with_a_tag_and_nothing_behind_it_is_broken(self) -> None:
        assert refused(mp3(0, tag=True) + b"<script>alert(1)</script>" * 50) == ("broken", "MP3")


class TestOgg:
    def test_is_as_long_as_its_last_page_says(self) -> None:
        assert recognised(ogg(75)) == ("audio/ogg", 75)
        assert recognised(vorbis(75)) == ("audio/ogg", 75)

    def test_with_moving_pictures_is_refused(self) -> None:
        assert refused(ogg(75, coding=b"\x80theora!")) == ("unknown_coding", "Ogg")

    def test_without_an_end_is_broken(self) -> None:
        assert refused(ogg(0)) == ("broken", "Ogg")


@pytest.mark.parametrize(
    ("content", "looks_like"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "ZIP"),
        (b"MZ\x90\x00....", "Windows EXE"),
        (b"\n <!doctype html><html>", "HTML/XML"),
        (b"\x00\x00\x00\x20ftypM4A ....", "MP4"),
        (b"Just words, called call.wav", ""),
    ],
)
def test_another_kind_is_named(content: bytes, looks_like: str) -> None:
    assert refused(content) == ("other_kind", looks_like)


def test_an_empty_file_is_none() -> None:
    assert refused(b"") == ("empty", "")


def test_a_file_is_left_at_its_beginning() -> None:
    content = BytesIO(wav(1))
    sounds.recognise(content)
    assert content.tell() == 0
