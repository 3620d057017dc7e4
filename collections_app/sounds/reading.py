"""What is learnt of a sound file, and how parts of it are read."""

import os
from dataclasses import dataclass
from typing import Protocol


class NotASound(Exception):
    """It is no sound of a kind that is taken. ``reason`` is a code, ``looks_like`` what it begins like, if known."""

    def __init__(self, reason: str, looks_like: str = "") -> None:
        super().__init__(f"{reason} {looks_like}".strip())
        self.reason = reason
        self.looks_like = looks_like


class Content(Protocol):
    """A file in which one can go to and fro."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a byte."""


@dataclass(frozen=True, slots=True)
class Sound:
    """The media type of a sound and how long it is, in whole seconds, rounded up."""

    media_type: str
    seconds: int


def part(content: Content, start: int, length: int) -> bytes:
    """Some bytes from a place; fewer where the file ends."""
    content.seek(start)
    return content.read(length)


def size_of(content: Content) -> int:
    """The length of the file in bytes."""
    return content.seek(0, os.SEEK_END)


def rounded_up(amount: int, rate: int) -> int:
    """An amount at so many a second, in seconds."""
    return -(-amount // rate)
