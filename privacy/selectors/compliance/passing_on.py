"""What was passed on, and to whom it may go: papers in force, grounds named, nothing out of the promised area."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from collections_app.models import AUTHORITIES, PROCESSORS, DisclosureGround, Recipient, RecipientSafeguard
from collections_app.policies import disclosures, transfers
from privacy.policies.packs import facts
from privacy.policies.packs.terms import CheckKey
from privacy.policies.transfers import limits_of
from privacy.selectors.compliance.checks import Asked, Check, Found, Judged, Rows, total

# Long enough to sign another agreement.
_AHEAD = timedelta(days=30)
_TRANSFERS = frozenset({"outside_the_union", "no_route", "no_safeguard", "safeguard_not_promised"})
_AGREEMENTS = frozenset({"no_agreement"})


def _without(reasons: frozenset[str]) -> Callable[[Asked], Iterator[Found]]:
    """The living recipients that may receive nothing for one of these reasons today, or in thirty days."""

    def find(asked: Asked) -> Iterator[Found]:
        limits = limits_of(asked.pack) if asked.pack else transfers.STAY
        living = Recipient.objects.filter(controller=asked.controller, ended_on=None)
        for each in living.prefetch_related("safeguards").order_by("reference"):
            papers = list(each.safeguards.all())
            to = _judged(each, papers)
            now, then = (disclosures.may_receive(to, day=day, limits=limits) for day in _days(asked))
            if now in reasons or then in reasons:
                yield Found(each.reference, "recipient", _last_day(papers), is_broken=now in reasons)

    return find


def _days(asked: Asked) -> tuple[date, date]:
    return asked.today, asked.today + _AHEAD


def _judged(recipient: Recipient, papers: list[RecipientSafeguard]) -> disclosures.To:
    terms = tuple(disclosures.Term(each.kind, each.valid_from, each.valid_until) for each in papers)
    return disclosures.To(recipient.kind, recipient.country, recipient.notice_key, recipient.ended_on, terms)


def _last_day(papers: list[RecipientSafeguard]) -> date | None:
    ends = [each.valid_until for each in papers if each.valid_until]
    return max(ends) if ends else None


def _codes(names: frozenset[str] | list[str]) -> str:
    return ", ".join(f"'{name}'" for name in sorted(names))


# What a law forbids to tell of stands in nobody's figure.
_UNGROUNDED = f"""
SELECT d.id::text AS reference, 'disclosure' AS kind, day, true AS is_broken, d.envelope_id AS record
FROM collections_app_disclosure d JOIN collections_app_recipient r ON r.id = d.recipient_id
JOIN personal_data_controller o ON o.id = d.controller_id
CROSS JOIN LATERAL (SELECT (d.at AT TIME ZONE o.time_zone)::date AS day) local
WHERE d.controller_id = %(controller)s AND NOT d.is_secret AND (
    d.ground NOT IN ({_codes(list(DisclosureGround.values))})
    OR (r.kind IN ({_codes(AUTHORITIES)}) AND (d.provision IS NULL OR d.asked_as IS NULL))
    OR (r.kind IN ({_codes(PROCESSORS)}) AND NOT EXISTS (SELECT FROM collections_app_recipientsafeguard s
        WHERE s.recipient_id = r.id AND s.kind = 'processor_agreement' AND s.valid_from <= day
        AND (s.valid_until IS NULL OR s.valid_until >= day)))
    OR (r.country NOT IN ({_codes(transfers.ECONOMIC_AREA)}) AND NOT EXISTS (
        SELECT FROM collections_app_recipientsafeguard s WHERE s.recipient_id = r.id AND s.valid_from <= day
        AND s.kind <> 'processor_agreement' AND (s.valid_until IS NULL OR s.valid_until >= day)))
    OR r.ended_on <= day OR r.controller_id <> d.controller_id)"""
_RECORDED = """
SELECT r.case_reference AS reference, 'case' AS kind, (r.recorded_at AT TIME ZONE o.time_zone)::date AS day,
    true AS is_broken, r.envelope_id AS record
FROM collections_app_callrecording r JOIN personal_data_controller o ON o.id = r.controller_id
WHERE r.controller_id = %(controller)s AND NOT %(allowed)s"""


def _may_record(asked: Asked) -> dict[str, bool]:
    return {"allowed": asked.pack is not None and facts.recording_terms(asked.pack).is_on}


def _has_no_pack(asked: Asked) -> str:
    return "" if asked.pack else "no_notice"


_LIVING = "SELECT count(*) FROM collections_app_recipient WHERE controller_id = %(controller)s AND ended_on IS NULL"

CHECKS = (
    Check(
        CheckKey.OUTSIDE_THE_AREA,
        _("Nobody outside the promised area without a safeguard"),
        _("recipients outside the area without a valid safeguard"),
        "GDPR art. 44-49",
        Judged(_without(_TRANSFERS)),
        Permission.DISCLOSURES_VIEW,
        out_of=total(_LIVING),
    ),
    Check(
        CheckKey.AGREEMENTS,
        _("An agreement with every processor"),
        _("processors without an agreement in force"),
        "GDPR art. 28(3)",
        Judged(_without(_AGREEMENTS)),
        Permission.DISCLOSURES_VIEW,
        out_of=total(f"{_LIVING} AND kind IN ({_codes(PROCESSORS)})"),
    ),
    Check(
        CheckKey.DISCLOSURES_GROUNDED,
        _("Nothing passed on without ground and papers"),
        _("disclosures that lacked a ground, an agreement or a safeguard on their day"),
        "GDPR art. 5(2), 6(1), 28, 44",
        Rows(_UNGROUNDED),
        Permission.DISCLOSURES_VIEW,
        out_of=total(
            "SELECT count(*) FROM collections_app_disclosure WHERE controller_id = %(controller)s AND NOT is_secret"
        ),
    ),
    Check(
        CheckKey.RECORDINGS_ALLOWED,
        _("Calls recorded only where the notice says so"),
        _("recorded calls although the notice names none"),
        "GDPR art. 5(1)(b), 13(1)(c)",
        Rows(_RECORDED, _may_record),
        Permission.RETENTION_VIEW,
        out_of=total("SELECT count(*) FROM collections_app_callrecording WHERE controller_id = %(controller)s"),
        why_not=_has_no_pack,
    ),
)
