"""The proof of erasures at the DPO's desk: checks, leftovers, certificates to download. No personal data appear."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data import reach
from personal_data.posted import takes
from personal_data.purposes import Purpose
from retention.dpo.tables import remainder_rows
from retention.models import ActKind, Certificate, ErasureAct
from retention.selectors import proofs
from retention.services import certificate_letters, proving


@require_GET
@require(Permission.RETENTION_VIEW, purpose=Purpose.RETENTION)
def listing(request: AuthenticatedRequest) -> HttpResponse:
    """What has no certificate because something was left over, then the certificates."""
    context = {"unclean": proofs.with_leftovers(), "certificates": proofs.certificates(), "trail": _trail()[:1]}
    return render(request, "dpo/certificates/list.html", context)


@require_GET
@require(Permission.RETENTION_VIEW, purpose=Purpose.RETENTION)
def act_page(request: AuthenticatedRequest, act: UUID) -> HttpResponse:
    """One erasure: its checks, what was left over and where, what stays and why, its certificates."""
    found = _act(act)
    checks = list(proofs.checks_of(found))
    newest = checks[0] if checks else None
    context = {
        "act": found,
        "checks": checks,
        "newest": newest,
        "leftovers": proofs.leftovers_of(newest) if newest else [],
        "remainders": remainder_rows(newest.remainders) if newest else [],
        "certificates": found.certificates.order_by("-issued_at"),
        "can_be_looked_for": proving.can_be_looked_for(found, at=timezone.now()),
        "is_run": found.kind == ActKind.RUN,
        "trail": _trail(),
    }
    return render(request, "dpo/certificates/act.html", context)


@require_POST
@require(Permission.RETENTION_REVIEW, purpose=Purpose.RETENTION)
@takes()
def check_again(request: AuthenticatedRequest, act: UUID) -> HttpResponse:
    """Look again, once what was left over has been removed; a clean check brings the certificate."""
    found = _act(act)
    try:
        certificate = proving.prove(found, at=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        if certificate:
            messages.success(request, _("Nothing is left over any more. The certificate is issued."))
        else:
            messages.error(request, _("Something is still left over. It is listed below."))
    return redirect("dpo-retention-proof", act=found.pk)


@require_GET
@require(Permission.RETENTION_VIEW, purpose=Purpose.RETENTION)
def page(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One certificate as it was signed."""
    certificate = _certificate(reference)
    said = json.loads(certificate.document)
    context: dict[str, Any] = {
        "certificate": certificate,
        "said": said["certificate"],
        "signature": said["signature"],
        "remainders": remainder_rows(said["certificate"]["check"]["remainders"]),
        "trail": _trail(),
    }
    return render(request, "dpo/certificates/certificate.html", context)


@require_GET
@require(Permission.RETENTION_VIEW, purpose=Purpose.RETENTION)
def download(request: AuthenticatedRequest, reference: str, form: str) -> HttpResponse:
    """The certificate to keep: the signed file, or the same for reading."""
    certificate = _certificate(reference)
    if form == "pdf":
        content, media_type = certificate_letters.as_pdf(certificate), "application/pdf"
    else:
        content, media_type = certificate.document.encode(), "application/json"
    name = f"{certificate.reference}.{form}"
    return HttpResponse(
        content, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _act(act: UUID) -> ErasureAct:
    found = proofs.act_of(act)
    if found is None:
        raise Http404
    return found


def _certificate(reference: str) -> Certificate:
    within = Certificate.objects.filter(reach.within("act__controller")).select_related("act__controller")
    return get_object_or_404(within, reference=reference)


def _trail() -> list[tuple[str, str]]:
    return [(_("Retention"), reverse("dpo-retention")), (_("Certificates"), reverse("dpo-retention-certificates"))]
