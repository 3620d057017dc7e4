"""The addresses of the portal."""

from django.urls import path, re_path

from privacy.portal import (
    certificates,
    cookies,
    copies,
    held,
    language,
    log,
    open_form,
    overview,
    proof,
    requests,
    rights,
    seen,
    sign_in,
    why,
)

urlpatterns = [
    path("", sign_in.sign_in_page, name="portal-sign-in"),
    path("sign-out/", sign_in.sign_out, name="portal-sign-out"),
    path("language/", language.choose, name="portal-language"),
    path("cookies/", cookies.page, name="portal-cookies"),
    path("certificates/", certificates.page, name="portal-certificates"),
    path("certificates/verifier.zip", certificates.verifier, name="portal-certificate-verifier"),
    re_path(r"^certificates/key-(?P<name>[0-9a-f]{16}).pem$", certificates.key, name="portal-certificate-key"),
    path("schemas/erasure-certificate-1.json", certificates.schema, name="portal-certificate-schema"),
    path("request/", open_form.page, name="portal-open-form"),
    path("request/received/", open_form.received, name="portal-open-received"),
    path("overview/", overview.page, name="portal-overview"),
    path("held/", held.page, name="portal-held"),
    path("held/<uuid:envelope>/why/", why.page, name="portal-why"),
    path("seen/", seen.page, name="portal-seen"),
    path("seen/proof/<int:event>/", proof.download, name="portal-proof"),
    path("log/", log.page, name="portal-log"),
    path("log/heads/<int:size>/", log.head, name="portal-log-head"),
    path("log/check.zip", log.program, name="portal-log-program"),
    path("rights/", rights.page, name="portal-rights"),
    path("requests/", requests.mine, name="portal-requests"),
    re_path(r"^requests/(?P<reference>R-[0-9]{4}-[0-9]{6,})/$", copies.request_page, name="portal-request"),
    re_path(r"^requests/(?P<reference>R-[0-9]{4}-[0-9]{6,})/fee/$", copies.answer_fee, name="portal-copy-fee"),
    re_path(
        r"^requests/(?P<reference>R-[0-9]{4}-[0-9]{6,})/copy/(?P<part>pdf|json|zip)/$",
        copies.download,
        name="portal-copy",
    ),
    re_path(r"^requests/(?P<reference>R-[0-9]{4}-[0-9]{6,})/words/$", requests.say_more, name="portal-say-more"),
    path("schemas/access-copy-1.json", copies.schema, name="portal-copy-schema"),
    re_path(r"^requests/(?P<right>[a-z_]{1,24})/$", requests.ask, name="portal-ask"),
    path("letters/<uuid:letter_id>/", requests.letter, name="portal-letter"),
]
