"""MP3: frames one after the other, each with its own header; a tag may stand before them and others behind."""

from collections.abc import Iterator
from typing import NamedTuple

from collections_app.sounds.reading import Content, NotASound, Sound, part, rounded_up, size_of

_BITRATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_BITRATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_LAYER_3 = 1
_SURE = 4
"""So many frames in a row are no accident."""
_WINDOW = 1024 * 1024


class Frame(NamedTuple):
    """One frame: where it begins, its length in bytes, its samples, and how many samples make a second."""

    start: int
    length: int
    samples: int
    rate: int


def begins(head: bytes) -> bool:
    """Whether a file may begin as an MP3 file does: with a tag, or with a frame."""
    return head[:3] == b"ID3" or (len(head) > 3 and _frame(head, 0) is not None)


def described(content: Content) -> Sound:
    """Type and length, by counting its frames. Raises NotASound when there are none, or they soon end."""
    count = samples = rate = 0
    for frame in frames(content):
        count, samples, rate = count + 1, samples + frame.samples, frame.rate
    if count < _SURE:
        raise NotASound("broken", "MP3")
    return Sound("audio/mpeg", rounded_up(samples, rate))


def frames(content: Content) -> Iterator[Frame]:
    """The frames in order; what stands between the tag and the first frame, and behind the last, is none."""
    size, at = size_of(content), _behind_the_tag(content)
    window, begins_at = b"", -1
    while at + 4 <= size:
        if begins_at < 0 or at + 4 > begins_at + len(window):
            window, begins_at = part(content, at, _WINDOW), at
        found = _frame(window, at - begins_at)
        if found is None or at + found.length > size:
            return
        yield found._replace(start=at)
        at += found.length


def _behind_the_tag(content: Content) -> int:
    head = part(content, 0, 10)
    if head[:3] != b"ID3" or len(head) < 10 or any(byte & 0x80 for byte in head[6:10]):
        return 0
    length = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
    return 10 + length + (10 if head[5] & 0x10 else 0)


def _frame(data: bytes, at: int) -> Frame | None:
    """The frame whose header stands at a place, or None when no header of layer 3 stands there."""
    if len(data) < at + 4 or data[at] != 0xFF or data[at + 1] & 0xE0 != 0xE0:
        return None
    version, layer = data[at + 1] >> 3 & 3, data[at + 1] >> 1 & 3
    bitrate, rate = data[at + 2] >> 4, data[at + 2] >> 2 & 3
    if version == 1 or layer != _LAYER_3 or bitrate in (0, 15) or rate == 3:
        return None
    is_first = version == 3
    thousand_bits = (_BITRATES_1 if is_first else _BITRATES_2)[bitrate]
    hertz, samples = _RATES[version][rate], 1152 if is_first else 576
    length = samples * thousand_bits * 125 // hertz + (data[at + 2] >> 1 & 1)
    return Frame(at, length, samples, hertz)
