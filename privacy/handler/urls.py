"""What privacy adds to the handler's desk."""

from django.urls import path, re_path

from privacy.handler import (
    asked_letters,
    authorisations,
    emergency,
    legal_steps,
    notice_changes,
    notices,
    requests,
    sign_in_letters,
)

_LETTER = r"^cases/(?P<reference>K-[0-9]{4}-[0-9]{6,})/sign-in-letters/(?P<debtor_reference>D-[0-9-]{1,20})/"

_NOTICE = r"^cases/(?P<reference>K-[0-9]{4}-[0-9]{6,})/notices/(?P<debtor_reference>D-[0-9-]{1,20})/"

_REQUEST = r"^cases/(?P<reference>K-[0-9]{4}-[0-9]{6,})/debtors/(?P<debtor_reference>D-[0-9-]{1,20})/requests/"

_AUTHORISATIONS = r"^cases/(?P<reference>K-[0-9]{4}-[0-9]{6,})/authorisations/(?P<debtor_reference>D-[0-9-]{1,20})/"
_AUTHORISATION = _AUTHORISATIONS + "(?P<authorisation>[0-9a-f-]{36})/"

_STEP = r"^cases/(?P<reference>K-[0-9]{4}-[0-9]{6,})/legal-step/"

urlpatterns = [
    path("emergency/", emergency.begin, name="handler-emergency"),
    re_path(_STEP + "$", legal_steps.ask, name="handler-legal-step"),
    re_path(_REQUEST + "new/$", requests.enter, name="handler-request-enter"),
    re_path(_AUTHORISATIONS + "$", authorisations.page, name="handler-authorisations"),
    re_path(_AUTHORISATIONS + "enter/$", authorisations.enter, name="handler-authorisation-enter"),
    re_path(_AUTHORISATION + "verify/$", authorisations.verify, name="handler-authorisation-verify"),
    re_path(_AUTHORISATION + "letter/$", authorisations.letter, name="handler-authorisation-letter"),
    re_path(_AUTHORISATION + "document/$", authorisations.document, name="handler-authorisation-document"),
    re_path(_AUTHORISATION + "end/$", authorisations.end, name="handler-authorisation-end"),
    path("notices/", notices.due, name="handler-notices"),
    path("notices/changes/", notice_changes.every, name="handler-notice-changes"),
    path("notices/changes/<uuid:number>/", notice_changes.one, name="handler-notice-change"),
    path("notices/changes/<uuid:number>/letters/", notice_changes.fetch, name="handler-notice-change-letters"),
    path("notices/changes/<uuid:number>/again/", notice_changes.again, name="handler-notice-change-again"),
    re_path(_NOTICE + "$", notices.page, name="handler-notice"),
    re_path(_NOTICE + "print/$", notices.print_letter, name="handler-notice-print"),
    re_path(_NOTICE + "given/$", notices.given, name="handler-notice-given"),
    re_path(_NOTICE + "excuse/$", notices.excuse, name="handler-notice-excuse"),
    path("sign-in-letters/", asked_letters.page, name="handler-asked-letters"),
    re_path(
        r"^sign-in-letters/(?P<reference>K-[0-9]{4}-[0-9]{6,})/done/$",
        asked_letters.settle,
        name="handler-asked-letter-settle",
    ),
    re_path(_LETTER + "$", sign_in_letters.page, name="handler-sign-in-letter"),
    re_path(
        _LETTER + "preview/(?P<language>[a-z]{2})/$", sign_in_letters.preview, name="handler-sign-in-letter-preview"
    ),
    re_path(_LETTER + "print/$", sign_in_letters.print_letter, name="handler-sign-in-letter-print"),
    re_path(_LETTER + "revoke/$", sign_in_letters.revoke, name="handler-sign-in-letter-revoke"),
]
