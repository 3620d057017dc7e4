"""A part of a sound: nothing before it, nothing after it, and a file that is one by itself."""

import wave
from io import BytesIO
from struct import pack

import pytest

from collections_app import sounds
from tests.factories import sounds as made


def cut(content: bytes, media_type: str, start: int, end: int) -> bytes:
    return b"".join(sounds.cut(BytesIO(content), media_type, start=start, end=end))


class TestWav:
    def test_holds_the_seconds_asked_for_and_no_others(self) -> None:
        part = cut(made.wav(200), "audio/wav", 30, 42)
        assert sounds.recognise(BytesIO(part)).seconds == 12
        with wave.open(BytesIO(part)) as file:
            assert set(file.readframes(file.getnframes())) == set(range(30, 42))

    def test_may_end_with_the_call(self) -> None:
        with wave.open(BytesIO(cut(made.wav(20), "audio/wav", 18, 20))) as file:
            assert (file.getframerate(), file.getnframes()) == (8_000, 16_000)

    def test_behind_its_end_is_nothing_to_cut(self) -> None:
        with pytest.raises(sounds.NotASound):
            cut(made.wav(10), "audio/wav", 10, 12)


class TestMp3:
    FRAME = 1152 / 32_000

    def test_has_whole_frames_around_the_part(self) -> None:
        part = cut(made.mp3(1000, tag=True), "audio/mpeg", 10, 20)
        assert not part.startswith(b"ID3")
        assert len(part) % 144 == 0
        frames = len(part) // 144
        assert sounds.recognise(BytesIO(part)).media_type == "audio/mpeg"
        assert 10 <= frames * self.FRAME < 10 + 6 * self.FRAME
        first = 256 + part[4]  # each frame of the tone bears its number
        assert (first + 4) * self.FRAME <= 10 < (first + 5) * self.FRAME

    def test_from_the_beginning_has_no_frame_before_it(self) -> None:
        part = cut(made.mp3(1000), "audio/mpeg", 0, 5)
        assert part[4] == 0
        assert 5 <= len(part) // 144 * self.FRAME < 5 + self.FRAME

    def test_behind_its_end_is_nothing_to_cut(self) -> None:
        with pytest.raises(sounds.NotASound):
            cut(made.mp3(10), "audio/mpeg", 30, 40)


def page(number: int, position: int, packet: bytes, kind: int = 0) -> bytes:
    head = pack("<4sBBqIII", b"OggS", 0, kind, position, 77, number, 0)
    return head + bytes([1, len(packet)]) + packet


def opus(seconds: int) -> bytes:
    """A page for each second, which bears its number."""
    head = b"OpusHead\x01\x01" + pack("<HI", 312, 48_000) + b"\x00\x00\x00"
    tags = b"OpusTags" + bytes(8)
    sound = [page(each + 2, 312 + (each + 1) * 48_000, bytes([each]) * 40) for each in range(seconds)]
    return page(0, 0, head, 2) + page(1, 0, tags) + b"".join(sound)


class TestOgg:
    def test_keeps_what_says_how_it_is_coded_and_the_pages_of_the_part(self) -> None:
        part = cut(opus(60), "audio/ogg", 20, 25)
        assert part.startswith(b"OggS\x00\x02")
        assert b"OpusTags" in part
        assert [second for second in range(60) if bytes([second]) * 40 in part] == list(range(20, 25))
        assert sounds.recognise(BytesIO(part)).media_type == "audio/ogg"

    def test_of_one_page_is_kept_whole(self) -> None:
        assert cut(made.ogg(75), "audio/ogg", 10, 20) == made.ogg(75)

    def test_behind_its_end_is_nothing_to_cut(self) -> None:
        with pytest.raises(sounds.NotASound):
            cut(opus(5), "audio/ogg", 6, 9)


def test_another_kind_cannot_be_cut() -> None:
    with pytest.raises(sounds.NotASound):
        cut(made.wav(10), "application/pdf", 0, 2)
