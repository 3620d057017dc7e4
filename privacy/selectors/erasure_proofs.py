"""What proves to a person that their records were erased: the certificate, and for each record its place in it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise

from personal_data import record_classes
from personal_data.models import Erasure
from privacy.models import DataSubjectRequest, RequestItem
from retention.models import Certificate, CertificateStage


@dataclass(frozen=True, slots=True)
class Proof:
    """One erased record of a request; without a certificate while everything is still being looked through."""

    number: int
    envelope_id: UUID
    label: str
    kind: str | Promise
    erased_at: datetime
    certificate: Certificate | None


def of_request(request: DataSubjectRequest) -> list[Proof]:
    """The records that were erased because of a request, in its order."""
    items = list(RequestItem.objects.filter(request=request, carried_out_at__isnull=False).order_by("number", "id"))
    log = Erasure.objects.in_bulk([each.item_envelope for each in items])
    acts = [each.run_id for each in log.values() if each.run_id]
    found = Certificate.objects.filter(act_id__in=acts, stage=CertificateStage.EFFECTIVE)
    certificates = {each.act_id: each for each in found.select_related("act__controller")}
    proofs = []
    for place, item in enumerate(items, 1):
        gone = log.get(item.item_envelope)
        if gone is not None and gone.run_id is not None:
            kind = record_classes.get(item.record_class).label
            known = certificates.get(gone.run_id)
            proofs.append(Proof(place, item.item_envelope, item.label, kind, gone.erased_at, known))
    return proofs
