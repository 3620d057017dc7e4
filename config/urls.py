"""The addresses of the product, one prefix for each audience."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from config import error_pages, home, styleguide

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.desk, name="home"),
    path("account/", include("accounts.urls")),
    path("", include("config.appearance")),
    path("health/", include("config.health.pages")),
    path("handler/", include("collections_app.handler.urls")),
    path("handler/", include("privacy.handler.urls")),
    path("dpo/retention/", include("retention.dpo.urls")),
    path("dpo/holds/", include("retention.dpo.hold_urls")),
    path("dpo/", include("privacy.dpo.urls")),
    path("portal/", include("privacy.portal.urls")),
]

if settings.SHOW_STYLEGUIDE:
    urlpatterns.append(path("styleguide/", styleguide.page, name="styleguide"))

handler400 = error_pages.bad_request
handler403 = error_pages.forbidden
handler404 = error_pages.not_found
handler500 = error_pages.failed
