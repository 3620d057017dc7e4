"""What everybody needs to verify a certificate of erasure: the public keys, a program, and how the file is built."""

import io
import zipfile
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from audit import merkle
from privacy.portal.access import open_to_all
from retention import verify_certificate
from retention.policies import verifying
from retention.services import public_keys

SCHEMA = Path(__file__).resolve().parent.parent / "schemas" / "erasure-certificate-1.json"
# What the program is made of, under the names by which its parts find each other.
_PARTS = {
    "audit/merkle.py": merkle.__file__,
    "retention/policies/verifying.py": verifying.__file__,
    "retention/verify_certificate.py": verify_certificate.__file__,
}
_START = "import sys\n\nfrom retention.verify_certificate import main\n\nsys.exit(main())\n"
_EPOCH = (1980, 1, 1, 0, 0, 0)


@require_GET
@open_to_all
def page(request: HttpRequest) -> HttpResponse:
    """How a certificate is verified, with the keys that have signed one."""
    return render(request, "portal/certificates.html", {"keys": public_keys.every()})


@require_GET
@open_to_all
def key(request: HttpRequest, name: str) -> HttpResponse:
    """One public key as a file."""
    for each in public_keys.every():
        if each.name == name:
            headers = {"Content-Disposition": 'attachment; filename="key.pem"'}
            return HttpResponse(each.pem, content_type="application/x-pem-file", headers=headers)
    raise Http404


@require_GET
@open_to_all
def verifier(request: HttpRequest) -> HttpResponse:
    """The program that verifies, as a ZIP that Python runs as it is; the same bytes every time."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for folder in ("audit", "retention", "retention/policies"):
            archive.writestr(zipfile.ZipInfo(f"{folder}/__init__.py", _EPOCH), "")
        for name, source in _PARTS.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), Path(source).read_bytes())
        archive.writestr(zipfile.ZipInfo("__main__.py", _EPOCH), _START)
    headers = {"Content-Disposition": 'attachment; filename="verify_certificate.zip"'}
    return HttpResponse(made.getvalue(), content_type="application/zip", headers=headers)


@require_GET
@open_to_all
def schema(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of a certificate file."""
    return HttpResponse(SCHEMA.read_bytes(), content_type="application/schema+json")
