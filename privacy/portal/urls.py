"""The addresses of the portal."""

from django.urls import path

from privacy.portal import language, overview, sign_in

urlpatterns = [
    path("", sign_in.sign_in_page, name="portal-sign-in"),
    path("sign-out/", sign_in.sign_out, name="portal-sign-out"),
    path("language/", language.choose, name="portal-language"),
    path("overview/", overview.page, name="portal-overview"),
]
