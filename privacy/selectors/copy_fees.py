"""Whether a further copy may cost anything: by the controller's notice, and only for the same data once more."""

from dataclasses import dataclass

from collections_app.record_classes import DISCLOSURE
from personal_data import catalogue
from personal_data.models import Controller
from privacy.models import AccessCopy, CopyFee, DataSubjectRequest
from privacy.policies.packs.terms import Limit
from privacy.record_classes import ACCESS_COPY, RIGHTS_REQUEST
from privacy.selectors import held_rows, holdings, packs


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a further copy costs, in minor units."""

    amount_minor: int
    currency: str


def tariff(controller: Controller) -> Tariff | None:
    """The controller's tariff; None where its notice names no fee, and then there is none."""
    pack = packs.every().get(controller.reference)
    limits = (limit for right in pack.rights for limit in right.limits) if pack else ()
    for limit in limits:
        if limit.limit == Limit.FURTHER_COPIES_COST and limit.fee_minor and not limit.silent:
            return Tariff(limit.fee_minor, limit.fee_currency)
    return None


def same_copy_before(request: DataSubjectRequest) -> AccessCopy | None:
    """The copy that the person has already, if nothing has come since; None makes this request a first one.

    A request after data have changed is no further copy (``legal.md`` 1.3). The files of requests and the register do
    not count: asking itself writes there.
    """
    given = AccessCopy.objects.filter(request__subject=request.subject_id, made_at__isnull=False)
    given = given.exclude(request=request).filter(request__answered_at__isnull=False)
    last = given.select_related("request").order_by("-made_at").first()
    if last is None or last.made_at is None:
        return None
    own = (RIGHTS_REQUEST.name, ACCESS_COPY.name, DISCLOSURE.name)
    records = holdings.envelopes_of(request.subject).exclude(record_class__in=own)
    ids = list(records.values_list("id", flat=True))
    for model in held_rows.shown_models():
        history = catalogue.history_of(model)._default_manager.filter(envelope_id__in=ids)
        if model._meta.label_lower not in _OF_VISITS and history.filter(history_date__gt=last.made_at).exists():
            return None
    return last


# Signing in writes to the code's own row.
_OF_VISITS = frozenset({"privacy.portalcode"})


def of_request(request: DataSubjectRequest) -> CopyFee | None:
    """The fee that was told for a request."""
    return CopyFee.objects.filter(request=request).first()
