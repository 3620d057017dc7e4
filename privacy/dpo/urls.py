"""The DPO's desk."""

from django.urls import path, re_path

from privacy.dpo import audit_trail, desk

urlpatterns = [
    path("", desk.desk, name="dpo-desk"),
    path("audit/", audit_trail.explorer, name="dpo-audit"),
    path("audit/events/<int:event_id>/", audit_trail.event, name="dpo-audit-event"),
    path("audit/subjects/<uuid:subject_id>/", audit_trail.of_subject, name="dpo-audit-subject"),
    re_path(r"^audit/cases/(?P<reference>[A-Z]{1,8}-[0-9A-Z-]{1,30})/$", audit_trail.of_case, name="dpo-audit-case"),
]
