"""The files that prove an erasure to whoever asked for it."""

from dataclasses import dataclass

from privacy.models import DataSubjectRequest
from privacy.selectors import erasure_proofs
from privacy.selectors.erasure_proofs import Proof
from retention.services import certificate_letters, certificates


@dataclass(frozen=True, slots=True)
class ProofFile:
    """One file to keep."""

    name: str
    media_type: str
    content: bytes


def find(request: DataSubjectRequest, *, number: int, form: str) -> ProofFile | None:
    """A file of one erased record of a request, by its number; None where there is none (yet)."""
    for proof in erasure_proofs.of_request(request):
        if proof.number == number:
            return of(proof, form)
    return None


def of(proof: Proof, form: str) -> ProofFile | None:
    """A file of one erased record: ``json`` and ``pdf`` are its certificate, ``item`` is its own salt and path.

    None while there is no certificate.
    """
    certificate = proof.certificate
    if certificate is None:
        return None
    if form == "pdf":
        return ProofFile(f"{certificate.reference}.pdf", "application/pdf", certificate_letters.as_pdf(certificate))
    if form == "json":
        return ProofFile(f"{certificate.reference}.json", "application/json", certificate.document.encode())
    file = certificates.item_files(certificate, [proof.envelope_id]).get(proof.envelope_id)
    return ProofFile(f"{certificate.reference}-item-{proof.number}.json", "application/json", file) if file else None
