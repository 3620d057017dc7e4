"""A part of a sound, cut without coding it anew: whole steps of samples, whole frames, whole pages.

What is cut is never shorter than what was asked for; of MP3 and Ogg it is longer by what stands in the first and the
last frame or page.
"""

import struct
from collections import deque
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from collections_app.sounds import mp3, ogg, wav
from collections_app.sounds.reading import Content, NotASound, part

_PIECE = 64 * 1024
# A frame of layer 3 may begin in the bytes before it; a decoder needs them to play the first frame of a clip.
_RESERVOIR = 511
_FRAMES_BEHIND = 22  # the smallest frame has 24 bytes


class Span(NamedTuple):
    """Bytes of a file, from the first up to but not including the last."""

    start: int
    end: int


def cut(content: Content, media_type: str, *, start: int, end: int) -> Iterator[bytes]:
    """The sound from second ``start`` to second ``end``, as a file of the same kind, piece by piece.

    Raises NotASound when nothing of it lies there, or it is of a kind that cannot be cut.
    """
    cutters = {"audio/wav": _of_wav, "audio/mpeg": _of_mp3, "audio/ogg": _of_ogg}
    if media_type not in cutters:
        raise NotASound("cannot_be_cut")
    head, spans = cutters[media_type](content, start, end)
    if all(span.end <= span.start for span in spans):
        raise NotASound("cannot_be_cut")
    return _pieces(content, head, spans)


def _pieces(content: Content, head: bytes, spans: list[Span]) -> Iterator[bytes]:
    if head:
        yield head
    for span in spans:
        for at in range(span.start, span.end, _PIECE):
            yield part(content, at, min(_PIECE, span.end - at))


def _of_wav(content: Content, start: int, end: int) -> tuple[bytes, list[Span]]:
    samples = wav.samples_of(content)

    def place(second: int, round_up: int) -> int:
        steps = (second * samples.per_second + round_up * (samples.step - 1)) // samples.step
        return min(steps * samples.step, samples.length)

    first, last = place(start, 0), place(end, 1)
    length, form = last - first, samples.format
    body = struct.pack("<4sI", b"fmt ", len(form)) + form + bytes(len(form) % 2) + struct.pack("<4sI", b"data", length)
    head = struct.pack("<4sI4s", b"RIFF", 4 + len(body) + length, b"WAVE") + body
    return head, [Span(samples.start + first, samples.start + last)]


def _of_mp3(content: Content, start: int, end: int) -> tuple[bytes, list[Span]]:
    first = last = -1
    played = 0
    behind: deque[int] = deque(maxlen=_FRAMES_BEHIND)
    for frame in mp3.frames(content):
        begins, played = played, played + frame.samples
        if begins >= end * frame.rate:
            break
        if played > start * frame.rate:
            first = frame.start if first < 0 else first
            last = frame.start + frame.length
        else:
            behind.append(frame.start)
    enough = [each for each in behind if first - each >= _RESERVOIR]
    return b"", [Span(max(enough, default=min(behind, default=first)), last)]


def _of_ogg(content: Content, start: int, end: int) -> tuple[bytes, list[Span]]:
    """The pages that say how it is coded, then those of the part: players take an Ogg that does not begin at nought."""
    rate, skipped = ogg.rate_of(content)
    pages = list(ogg.pages(content))
    heads = [page for page in pages if page.position == 0 and page.number < ogg.MOST_HEADS]
    before, kept = 0, list[ogg.Page]()
    for page in pages[len(heads) :]:
        until = page.position - skipped if page.position >= 0 else before
        if until > start * rate and before < end * rate:
            kept.append(page)
        before = max(before, until)
    if not heads or not kept:
        raise NotASound("cannot_be_cut")
    return b"", _joined([*heads, *kept])


def _joined(pages: list[ogg.Page]) -> list[Span]:
    """Neighbouring pages as one span."""
    breaks = [at for at, (left, right) in enumerate(pairwise(pages), 1) if left.start + left.length != right.start]
    return [
        Span(pages[first].start, pages[last - 1].start + pages[last - 1].length)
        for first, last in pairwise([0, *breaks, len(pages)])
    ]
