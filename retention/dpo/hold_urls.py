"""The addresses of legal holds at the DPO's desk."""

from django.urls import path, re_path

from retention.dpo import hold_steps, holds

_HOLD = r"^(?P<reference>H-[0-9]{8}-[0-9A-F]{8})/"

urlpatterns = [
    path("", holds.listing, name="dpo-holds"),
    path("new/", hold_steps.find, name="dpo-hold-find"),
    re_path(r"^new/(?P<reference>K-[0-9]{4}-[0-9]{6,}|REC-[0-9]{7,})/$", hold_steps.place, name="dpo-hold-place"),
    re_path(_HOLD + "$", holds.page, name="dpo-hold"),
    re_path(_HOLD + "review/$", hold_steps.review, name="dpo-hold-review"),
    re_path(_HOLD + "release/$", hold_steps.release, name="dpo-hold-release"),
]
