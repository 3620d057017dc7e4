"""XML from strangers, looked through before any parser sees it: size, encoding, declarations. Nothing is held whole."""

import codecs
import io
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from collections_app.intake.problems import Problem, Refused

MOST_BYTES = 50_000_000
_MOST_TAGS = 2_000_000
_MOST_ATTRIBUTES = 1_000_000
_PIECE = 1 << 20
_HEAD = 1000
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)")
_LONGEST_START = len(b"<!DOCTYPE")
_OUTSIDE = re.compile(rb"<!(?:DOCTYPE|ENTITY)[^>\[]{0,300}\b(?:SYSTEM|PUBLIC)\b")
_ENOUGH_TO_NAME_IT = 4096
_ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "utf-8",
    "iso-8859-1": "iso-8859-1",
    "iso-8859-15": "iso-8859-15",
    "windows-1252": "cp1252",
}
EXPORT_AGAIN = "Have the file exported again from the system that made it."
_DECLARED_WORDS = {
    "doctype": "The file declares a document type, which such files never do.",
    "external_dtd": "The file points to a document type elsewhere, which is never fetched.",
    "entity": "The file declares entities, which can grow without end when they are expanded.",
    "external_entity": "The file points to an entity elsewhere, which is never fetched.",
}


def checked(content: BinaryIO, file: str) -> BinaryIO:
    """The document as UTF-8, from its beginning. Raises Refused when it is too large, of another encoding than it
    declares, or declares a document type or entities: such files need none, and attacks are made of them."""
    if content.seek(0, io.SEEK_END) > MOST_BYTES:
        raise Refused(too_large(file))
    content.seek(0)
    head = content.read(_HEAD)
    encoding = _encoding(head, file)
    start = len(_BYTE_ORDER_MARK) if head.startswith(_BYTE_ORDER_MARK) else 0
    content.seek(start)
    declaration = _look_through(content, encoding, file)
    if declaration is not None:
        raise Refused(_named(content, declaration, file))
    content.seek(start)
    return content if encoding == "utf-8" else cast("BinaryIO", io.BufferedReader(_InUtf8(content, encoding), _PIECE))


def too_large(file: str) -> Problem:
    """A file over the limit, which is not even opened."""
    message = "The file is larger than 50 MB. Send it without attachments, or in parts."
    return Problem(file, "", "too_large", message)


def declares(code: str, line: int, file: str) -> Problem:
    """A file with declarations, refused by name."""
    return Problem(file, "", code, f"{_DECLARED_WORDS[code]} Remove the DOCTYPE, or export the file again.", line)


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    while piece := content.read(_PIECE):
        yield piece


def _encoding(head: bytes, file: str) -> str:
    """The encoding that the file declares; the parser never gets to choose one."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head:
        raise Refused(Problem(file, "", "encoding", "The file is saved as UTF-16. Save it as UTF-8.", 1))
    match = _DECLARED.match(head[:300])
    declared = match[1].decode("ascii").lower() if match and not head.startswith(_BYTE_ORDER_MARK) else "utf-8"
    encoding = _ENCODINGS.get(declared)
    if encoding is None:
        message = "The file declares an encoding that is not accepted. Save it as UTF-8."
        raise Refused(Problem(file, "", "encoding", message, 1))
    return encoding


def _look_through(content: BinaryIO, encoding: str, file: str) -> int | None:
    """Read all of it once. Gives the place of its first declaration; all accepted encodings write those alike."""
    decoder = codecs.getincrementaldecoder(encoding)()
    tags = attributes = lines = 0
    place, before, found = content.tell(), b"", None
    for piece in _pieces(content):
        tags, attributes = tags + piece.count(b"<"), attributes + piece.count(b"=")
        if tags > _MOST_TAGS or attributes > _MOST_ATTRIBUTES:
            message = "The file has far more parts than such a file needs. " + EXPORT_AGAIN
            raise Refused(Problem(file, "", "too_many_elements", message))
        if found is None and (match := _DECLARATION.search(before + piece)):
            found = place - len(before) + match.start()
        lines += _decoded(decoder, piece, lines, file)
        place, before = place + len(piece), (before + piece)[-_LONGEST_START:]
    _decoded(decoder, b"", lines, file)
    return found


def _decoded(decoder: codecs.IncrementalDecoder, piece: bytes, lines: int, file: str) -> int:
    """Decode a piece, the last one being empty; give the number of its line ends."""
    try:
        decoder.decode(piece, final=not piece)
    except UnicodeDecodeError as error:
        line = lines + bytes(error.object).count(b"\n", 0, error.start) + 1
    else:
        return piece.count(b"\n")
    message = "The file holds bytes that are not of the encoding it declares. Save it as UTF-8."
    raise Refused(Problem(file, "", "encoding", message, line))


def _named(content: BinaryIO, place: int, file: str) -> Problem:
    content.seek(0)
    line = content.read(place).count(b"\n") + 1
    # Enough of it to give it a name; more would let a hostile file choose how long the search takes.
    declaration = content.read(_ENOUGH_TO_NAME_IT)
    outside = _OUTSIDE.search(declaration) is not None
    if b"<!ENTITY" in declaration:
        return declares("external_entity" if outside else "entity", line, file)
    return declares("external_dtd" if outside else "doctype", line, file)


class _InUtf8(io.RawIOBase):
    """A text of one of the accepted encodings, read as UTF-8."""

    def __init__(self, content: BinaryIO, encoding: str) -> None:
        super().__init__()
        self._content = content
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer with what comes next; 0 at the end."""
        if not self._left:
            self._left = self._decoder.decode(self._content.read(_PIECE)).encode("utf-8")
        part = self._left[: len(buffer)]
        self._left = self._left[len(part) :]
        buffer[: len(part)] = part
        return len(part)
