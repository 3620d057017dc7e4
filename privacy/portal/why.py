"""Why one record is still here and when it goes, in any of the languages that we have (GDPR art. 12(1), 13(2)(a))."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.http import require_GET

from personal_data import record_classes
from personal_data.models import Envelope
from privacy.policies.copies.scope import is_for_the_person
from privacy.portal.access import DebtorRequest, debtor_only
from privacy.portal.held_words import RECORD_TITLES
from retention import sentences
from retention.selectors import explanation

LANGUAGES = {"en": "English", "sv": "Svenska", "nb": "Norsk", "fi": "Suomi", "da": "Dansk"}


@require_GET
@debtor_only()
def page(request: DebtorRequest, envelope: UUID) -> HttpResponse:
    """The whole answer about one of the person's own records. Opens nothing."""
    subject = request.debtor.subject
    record = get_object_or_404(Envelope, id=envelope, parts__subject=subject)
    record_class = record_classes.get(record.record_class)
    if not is_for_the_person(record_class):
        raise Http404
    asked = request.GET.get("language", "")
    spoken = asked if asked in LANGUAGES else (translation.get_language() or "en")
    found = explanation.explain(record.id, to=subject)
    with translation.override(spoken):
        said = sentences.of(found)
    title = RECORD_TITLES.get(record_class.name, record_class.label)
    return render(request, "portal/why.html", {"title": title, "said": said, "spoken": spoken, "languages": LANGUAGES})
