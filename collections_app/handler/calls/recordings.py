"""Listening to a recording: what for, the player, and its sound part by part."""

from http import HTTPStatus
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app import wording
from collections_app.handler import access
from collections_app.handler.call_forms import ListenForm, TranscriptForm, played
from collections_app.handler.calls import sound_parts
from collections_app.models import CallRecording, Playback
from collections_app.policies.byte_ranges import ByteRange
from collections_app.selectors import recordings as kept
from collections_app.services.calls import playbacks, recordings
from personal_data import envelopes
from personal_data.posted import takes
from personal_data.purposes import Purpose


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.RECORDINGS_LISTEN, purpose=Purpose.COLLECTION, also=Purpose.DOCUMENTATION)
def listen(request: AuthenticatedRequest, reference: str, recording: str) -> HttpResponse:
    """What for: the listening begins with its event. The page itself opens nothing."""
    case = access.get_case(reference)
    found = access.get_recording(reference, recording)
    form = ListenForm(request.POST if request.method == "POST" else None, recording=found)
    if form.is_valid():
        try:
            begun = playbacks.begin(
                recording=found, purpose=form.cleaned_data["purpose"], by=request.user.pk, at=timezone.now()
            )
        except envelopes.Gone:
            raise Http404 from None
        except ValidationError as refusal:
            form.add_error("purpose", refusal)
        else:
            return redirect("handler-playback", reference=reference, recording=recording, playback=begun.pk)
    has_sound = kept.sound_of(found) is not None
    with timezone.override(ZoneInfo(case.controller.time_zone)):
        context = {"case": case, "recording": found, "form": form, "has_sound": has_sound}
        return render(request, "handler/recordings/listen.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.RECORDINGS_LISTEN, purpose=Purpose.COLLECTION, also=Purpose.DOCUMENTATION)
def play(request: AuthenticatedRequest, reference: str, recording: str, playback: str) -> HttpResponse:
    """The player with the transcript, which is written here too."""
    case = access.get_case(reference)
    found, going = _going_on(request, reference, recording, playback)
    if going is None:
        return _begin_anew(request, reference, recording)
    try:
        playbacks.resume(playback=going, recording=found)
    except envelopes.Gone:
        raise Http404 from None
    form = TranscriptForm(request.POST if request.method == "POST" else None, initial=_written(found))
    if form.is_valid() and request.user.may(Permission.CASES_WORK):
        recordings.transcribe(recording=found, text=form.cleaned_data["transcript"])
        messages.success(request, _("The transcript is sealed with the recording."))
        return redirect(request.path)
    with timezone.override(ZoneInfo(case.controller.time_zone)):
        context = {"case": case, "recording": found, "playback": going, "form": form}
        return render(request, "handler/recordings/play.html", context)


@require_safe
@require(Permission.RECORDINGS_LISTEN, purpose=Purpose.COLLECTION, also=Purpose.DOCUMENTATION)
def sound(request: AuthenticatedRequest, reference: str, recording: str, playback: str) -> HttpResponseBase:
    """The sound, or the part of it for which the player asks: only its chunks are decrypted."""
    access.get_case(reference)
    found = access.get_recording(reference, recording)

    def serve(part: ByteRange) -> None:
        going, now = access.id_of(playback), timezone.now()
        playbacks.serve(playback=going, recording=found, by=request.user.pk, part=part, at=now)

    try:
        if (file := kept.sound_of(found)) is None:
            raise envelopes.Gone
        return sound_parts.answer(request, file, serve=serve)
    except playbacks.Ended:
        words = _("This listening has ended. Begin anew on the page of the recording.")
        return sound_parts.refused(HTTPStatus.GONE, words)
    except envelopes.Gone:
        return sound_parts.refused(HTTPStatus.GONE, _("The recording has been erased."))
    except envelopes.Refused:
        return sound_parts.refused(HTTPStatus.FORBIDDEN, _("The recording may not be opened for this purpose now."))


@require_POST
@require(Permission.RECORDINGS_LISTEN, purpose=Purpose.COLLECTION, also=Purpose.DOCUMENTATION)
@takes("played", "done")
def heard(request: AuthenticatedRequest, reference: str, recording: str, playback: str) -> HttpResponse:
    """The player says which seconds it has played; *done* ends the listening."""
    access.get_case(reference)
    _found, going = _going_on(request, reference, recording, playback)
    ranges = played(request.POST.get("played", ""))
    if going is not None and ranges is not None:
        playbacks.report(playback=going, played=ranges, at=timezone.now())
    if "done" not in request.POST:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    if going is not None and (seconds := playbacks.end(playback=going)) is not None:
        words = _("The trail says that you listened to %(length)s of the call.")
        messages.success(request, words % {"length": wording.length(seconds)})
    return redirect("handler-case", reference=reference)


def _going_on(
    request: AuthenticatedRequest, reference: str, recording: str, playback: str
) -> tuple[CallRecording, Playback | None]:
    """The recording, and one's own listening as long as it goes on."""
    found = access.get_recording(reference, recording)
    try:
        return found, kept.playback_of(found, access.id_of(playback), by=request.user.pk)
    except Playback.DoesNotExist:
        return found, None


def _begin_anew(request: AuthenticatedRequest, reference: str, recording: str) -> HttpResponse:
    messages.info(request, _("That listening has ended. Say what you listen for to begin anew."))
    return redirect("handler-recording", reference=reference, recording=recording)


def _written(recording: CallRecording) -> dict[str, str]:
    return {"transcript": recording.transcript.reveal() if recording.transcript is not None else ""}
