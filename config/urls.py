"""The addresses of the product, one prefix for each audience."""

from django.urls import URLPattern, URLResolver, include, path

from config import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.desk, name="home"),
    path("account/", include("accounts.urls")),
    path("dpo/", include("privacy.dpo.urls")),
]
