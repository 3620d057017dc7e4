"""The addresses of the portal."""

from django.urls import path, re_path

from privacy.portal import held, language, overview, requests, rights, seen, sign_in

urlpatterns = [
    path("", sign_in.sign_in_page, name="portal-sign-in"),
    path("sign-out/", sign_in.sign_out, name="portal-sign-out"),
    path("language/", language.choose, name="portal-language"),
    path("overview/", overview.page, name="portal-overview"),
    path("held/", held.page, name="portal-held"),
    path("seen/", seen.page, name="portal-seen"),
    path("rights/", rights.page, name="portal-rights"),
    path("requests/", requests.mine, name="portal-requests"),
    re_path(r"^requests/(?P<right>[a-z_]{1,24})/$", requests.ask, name="portal-ask"),
    path("letters/<uuid:letter_id>/", requests.letter, name="portal-letter"),
]
