"""Sound over HTTP: one range, decrypted and nothing beyond it (RFC 9110 section 14)."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from collections_app.policies import byte_ranges
from collections_app.policies.byte_ranges import ByteRange
from personal_data import files
from personal_data.models import SealedFile

# A player that asks for the rest of a file takes what it gets and asks for more: so not much more is decrypted and sent
# than is listened to, and the memory of the process stays flat.
MOST_AT_ONCE = 8 * files.CHUNK_BYTES


def answer(request: HttpRequest, file: SealedFile, *, serve: Callable[[ByteRange], None]) -> HttpResponseBase:
    """The sound as it was asked for. ``serve`` opens it for a part and notes that the part is sent."""
    try:
        wanted = byte_ranges.asked(_range_of(request, file), file.size)
    except byte_ranges.Unsatisfiable:
        unsatisfied = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        unsatisfied["Content-Range"] = f"bytes */{file.size}"
        return _described(unsatisfied, file)
    part = wanted or ByteRange(0, file.size)
    if wanted and wanted.length > MOST_AT_ONCE:
        part = ByteRange(wanted.start, wanted.start + MOST_AT_ONCE)
    if request.method == "HEAD":
        response: HttpResponseBase = HttpResponse()
    else:
        serve(part)
        response = _sent(file, part, is_part=wanted is not None)
    if wanted:
        response.status_code = HTTPStatus.PARTIAL_CONTENT.value
        response["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{file.size}"
    response["Content-Length"] = str(part.length)
    return _described(response, file)


def refused(status: HTTPStatus, words: str) -> HttpResponse:
    """No sound, and why."""
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


def _sent(file: SealedFile, part: ByteRange, *, is_part: bool) -> HttpResponseBase:
    chunks = files.read(file, start=part.start, end=part.end)
    if not is_part:
        return StreamingHttpResponse(chunks)
    return HttpResponse(b"".join(chunks))


def _range_of(request: HttpRequest, file: SealedFile) -> str:
    """The Range header, unless it was asked for on the condition of another file (If-Range)."""
    condition = request.headers.get("If-Range", "")
    return request.headers.get("Range", "") if condition in ("", _tag_of(file)) else ""


def _described(response: HttpResponseBase, file: SealedFile) -> HttpResponseBase:
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = _tag_of(file)
    response["Content-Type"] = file.media_type
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = "no-store, private"
    return response


def _tag_of(file: SealedFile) -> str:
    """A sealed file never changes, so its id says which it is."""
    return f'"{file.pk}"'
