"""Load and authorise: a view gets its objects here, or the reader gets a 404. An attempt at a file of another
controller gets it too, and stands in the trail.
"""

from uuid import UUID

from django.http import Http404

from collections_app.models import Call, CallRecording, Case, Detail, ImportFile, ImportUpload, IntakeItem, Payment
from collections_app.selectors import case_file, details, imports, intake_decisions, payment_desk, recordings
from collections_app.selectors.case_file import CaseFile
from collections_app.selectors.imports import Import
from collections_app.services import archive
from personal_data import attempts, envelopes
from personal_data.access import current, turn
from personal_data.purposes import Purpose


def get_case(reference: str) -> Case:
    """The case of that number. From here on a page that reads one which is closed reads it for documentation, where the
    controller's notice names that (AXACTOR-87)."""
    case = get_case_to_work(reference)
    here, purpose = current(), archive.purpose_of(case)
    if purpose and here and here.purpose is Purpose.COLLECTION:
        turn(purpose)
    return case


def get_case_to_work(reference: str) -> Case:
    """The case of that number, to close it or to take it up again: that is collection, whatever it is now."""
    try:
        return case_file.by_reference(reference)
    except Case.DoesNotExist:
        attempts.refuse(Case.objects.filter(reference=reference))
        raise Http404 from None


def consult(case: Case) -> CaseFile:
    """The whole file, opened. What was erased a moment ago is not there any more."""
    try:
        return case_file.consult(case)
    except envelopes.Gone:
        raise Http404 from None


def get_payment(reference: str) -> Payment:
    """The payment of that number."""
    try:
        return payment_desk.by_reference(reference)
    except Payment.DoesNotExist:
        attempts.refuse(Payment.objects.filter(reference=reference))
        raise Http404 from None


def get_intake_item(reference: str) -> IntakeItem:
    """The document that was set aside under that number."""
    try:
        return intake_decisions.by_reference(reference)
    except IntakeItem.DoesNotExist:
        attempts.refuse(IntakeItem.objects.filter(reference=reference))
        raise Http404 from None


def get_call(case: Case, call: str) -> Call:
    """A line of the contact log of the case."""
    try:
        return recordings.call_of_case(case, id_of(call))
    except Call.DoesNotExist:
        raise Http404 from None


def get_detail(case: Case, detail: str) -> Detail:
    """A detail of a debtor of the case."""
    try:
        return details.of_id(case, id_of(detail))
    except Detail.DoesNotExist:
        raise Http404 from None


def get_recording(reference: str, recording: str) -> CallRecording:
    """A recording of the case of that number, as long as it is kept."""
    try:
        return recordings.of_case(reference, id_of(recording))
    except CallRecording.DoesNotExist:
        raise Http404 from None


def id_of(text: str) -> UUID:
    """The id in an address."""
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def get_import(reference: str) -> Import:
    """The imported or uploaded file of that number."""
    try:
        return imports.by_reference(reference)
    except ImportFile.DoesNotExist:
        raise Http404 from None


def get_upload(reference: str) -> ImportUpload:
    """The file of that number as it lies sealed; after its 24 hours there is none."""
    found = get_import(reference).upload
    if found is None:
        raise Http404
    return found
