"""The addresses of the handler's desk."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
