"""Issuing certificates of erasure: effective when nothing is left over, final when the key epoch has gone."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import transaction

from audit import merkle, trail
from personal_data import keys
from retention import events
from retention.models import Certificate, CertificateStage, ErasureAct, ResidualCheck
from retention.policies import verifying
from retention.selectors import certificate_facts, commitments
from retention.services import signing


class NotClean(Exception):
    """No certificate without a check that found nothing left over."""


@transaction.atomic
def issue(*, act: ErasureAct, check: ResidualCheck, at: datetime) -> Certificate:
    """The effective certificate of an act; the same again when there is one. Raises NotClean."""
    locked = ErasureAct.objects.select_for_update(of=("self",)).select_related("controller").get(pk=act.pk)
    if known := locked.certificates.filter(stage=CertificateStage.EFFECTIVE).first():
        return known
    if check.act_id != act.pk or not check.is_clean:
        raise NotClean("The residual-data check of this erasure is not clean.")
    zone = ZoneInfo(locked.controller.time_zone)
    epoch = certificate_facts.last_epoch(locked)
    made = _signed(
        act=locked,
        stage=CertificateStage.EFFECTIVE,
        at=at,
        effective_on=(locked.ended_at or at).astimezone(zone).date(),
        final_on=certificate_facts.latest_end(epoch, locked).astimezone(zone).date(),
        epoch=epoch,
        facts=certificate_facts.of(locked, check),
    )
    trail.record(events.CERTIFICATE_ISSUED, reference=made.reference)
    return made


def issue_final(*, at: datetime) -> list[Certificate]:
    """Complete the effective certificates whose key epoch has been destroyed since; nothing else is needed for it."""
    living = set(keys.ring().numbers())
    done = Certificate.objects.filter(stage=CertificateStage.FINAL).values("act_id")
    waiting = Certificate.objects.filter(stage=CertificateStage.EFFECTIVE).exclude(act_id__in=done)
    waiting = waiting.exclude(last_epoch__in=living).select_related("act__controller")
    return [_complete(each, at) for each in waiting.order_by("issued_at")]


@transaction.atomic
def _complete(earlier: Certificate, at: datetime) -> Certificate:
    ErasureAct.objects.select_for_update(of=("self",)).get(pk=earlier.act_id)
    if known := Certificate.objects.filter(act_id=earlier.act_id, stage=CertificateStage.FINAL).first():
        return known
    file = earlier.document.encode()
    facts = verifying.verify(file, bytes(earlier.public_key))
    kept = ("controller", "act", "classes", "tree", "check")
    today = at.astimezone(ZoneInfo(earlier.act.controller.time_zone)).date()
    made = _signed(
        act=earlier.act,
        stage=CertificateStage.FINAL,
        at=at,
        effective_on=earlier.effective_on,
        final_on=today,
        epoch=earlier.last_epoch,
        facts={name: facts[name] for name in kept}
        | {"completes": {"number": earlier.reference, "sha256": verifying.fingerprint(file)}},
    )
    trail.record(events.CERTIFICATE_FINAL, reference=made.reference)
    return made


def _signed(
    *,
    act: ErasureAct,
    stage: CertificateStage,
    at: datetime,
    effective_on: date,
    final_on: date,
    epoch: int,
    facts: dict[str, Any],
) -> Certificate:
    number = uuid4()
    reference = f"CERT-{at:%Y%m%d}-{number.hex[:8].upper()}"
    statement = facts | {
        "schema": verifying.SCHEMA,
        "number": reference,
        "stage": stage.value,
        "issued_at": at.astimezone(ZoneInfo("UTC")).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "effective_on": effective_on.isoformat(),
        "final_on": final_on.isoformat(),
        "last_key_epoch": epoch,
    }
    key, public = signing.key(), signing.public_bytes()
    signature = verifying.signature_of(key.sign(verifying.signed_bytes(statement)), public)
    return Certificate.objects.create(
        id=number,
        act=act,
        stage=stage,
        reference=reference,
        issued_at=at,
        effective_on=effective_on,
        final_on=final_on,
        last_epoch=epoch,
        public_key=public,
        document=verifying.as_file({"certificate": statement, "signature": signature}).decode(),
    )


def item_files(certificate: Certificate, envelope_ids: Sequence[UUID] | None = None) -> dict[UUID, bytes]:
    """For each item of a certificate, or some of them, the file that proves that it was part of it: salt and path."""
    act_id = certificate.act_id
    chosen = commitments.items(act_id, envelope_ids)
    leaves = list(commitments.leaves(act_id)) if chosen else []
    return {
        item.envelope_id: verifying.as_file(
            {
                "schema": verifying.ITEM_SCHEMA,
                "certificate": certificate.reference,
                "record": str(item.envelope_id),
                "record_class": item.record_class,
                "ground": item.ground,
                "erased_at": item.erased_at,
                "salt": item.salt.hex(),
                "index": item.place,
                "path": [each.hex() for each in merkle.inclusion_path(leaves, item.place)],
            }
        )
        for item in chosen
    }
