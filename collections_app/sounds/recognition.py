"""Which kind of sound a file is, from its first bytes; a name and a browser's word for it count for nothing."""

from collections.abc import Callable

from collections_app.sounds import mp3, ogg, wav
from collections_app.sounds.reading import Content, NotASound, Sound, part, size_of

_HEAD_BYTES = 64
_KINDS: tuple[tuple[Callable[[bytes], bool], Callable[[Content], Sound]], ...] = (
    (wav.begins, wav.described),
    (ogg.begins, ogg.described),
    (mp3.begins, mp3.described),
)
# What people take for a sound, and what disguises itself as one: only to say what it is.
_OTHERS = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "ZIP"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"MZ", "Windows EXE"),
    (b"\x7fELF", "ELF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"fLaC", "FLAC"),
    (b"#!AMR", "AMR"),
    (b"\x30\x26\xb2\x75", "WMA"),
    (b"<", "HTML/XML"),
)


def recognise(content: Content) -> Sound:
    """The kind and length of a sound. Raises NotASound; leaves the file at its beginning."""
    try:
        head = part(content, 0, _HEAD_BYTES)
        if not size_of(content):
            raise NotASound("empty")
        for begins, described in _KINDS:
            if begins(head):
                return described(content)
        raise NotASound("other_kind", _looks_like(head))
    finally:
        content.seek(0)


def _looks_like(head: bytes) -> str:
    if head[4:8] == b"ftyp":
        return "MP4"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return next((name for begins, name in _OTHERS if head.startswith(begins) or text.startswith(begins)), "")
