"""How long data stay: each class of record by its rules, clocks by their facts, rules as they were published."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from personal_data.record_classes import RecordClass
from privacy.policies.packs.terms import CheckKey
from privacy.selectors.compliance.checks import Asked, Check, Found, Judged, Rows, total
from privacy.selectors.compliance.clocks import CLOCKS
from retention.models import RetentionRule
from retention.policies.due_dates import RuleKind
from retention.selectors import due
from retention.services import rules
from retention.services.rule_files import DEFAULTS

# A run is proposed, approved and waited for; a routine class goes by itself on its day.
DAYS_FOR_A_RUN = 3
_DAYS_FOR_A_REVIEW = 7

# The judgement is that of a run on a coming day; the stored day has been computed anew before anything is measured.
_KEPT = f"""
SELECT coalesce(c.reference, r.reference, '') AS reference, CASE WHEN c.id IS NOT NULL THEN 'case'
    WHEN r.id IS NOT NULL THEN 'request' ELSE 'record' END AS kind,
    judged.due_on AS day, judged.due_on < %(today)s AS is_broken, judged.id AS record
FROM ({due.JUDGED}) judged
LEFT JOIN collections_app_case c ON c.envelope_id = judged.id
LEFT JOIN privacy_datasubjectrequest r ON r.envelope_id = judged.id
WHERE judged.record_class = %(record_class)s AND judged.verdict = 'due'"""
_RUNNING = """
SELECT count(*) FROM personal_data_envelope
WHERE controller_id = %(controller)s AND record_class = '{name}' AND due_on IS NOT NULL"""


def of_class(entry: RecordClass) -> Check:
    """Records of one class go on their day, unless something keeps them."""
    ahead = timedelta(days=0 if entry.routine else DAYS_FOR_A_RUN)

    def also(asked: Asked) -> dict[str, Any]:
        return {"record_class": entry.name, "as_of": asked.today + ahead}

    def why_not(asked: Asked) -> str:
        if entry.is_profile:
            return ""
        in_force = RetentionRule.objects.in_force(asked.today).filter(
            controller=asked.controller, record_class=entry.name
        )
        kinds = set(in_force.values_list("kind", flat=True))
        if not kinds:
            return "no_rule"
        return "no_last_day" if kinds == {RuleKind.AT_LEAST.value} else ""

    return Check(
        key=f"kept.{entry.name}",
        title=format_lazy("{kind}: {promise}", kind=entry.label, promise=_("gone in time")),
        counts=_("records past their day that nothing keeps"),
        law="GDPR art. 5(1)(e)",
        question=Rows(_KEPT, also),
        permission=Permission.RETENTION_VIEW,
        out_of=total(_RUNNING.format(name=entry.name)),
        why_not=why_not,
        record_class=entry.name,
    )


_WITHOUT_RULE = """
SELECT '' AS reference, 'record' AS kind, (e.created_at AT TIME ZONE o.time_zone)::date AS day, true AS is_broken,
    e.id AS record
FROM personal_data_envelope e JOIN personal_data_controller o ON o.id = e.controller_id
JOIN personal_data_record_class rc ON rc.name = e.record_class AND NOT rc.is_profile
WHERE e.controller_id = %(controller)s AND NOT EXISTS (
    SELECT FROM retention_retentionrule r WHERE r.controller_id = e.controller_id AND r.record_class = e.record_class
    AND r.valid_from <= %(today)s AND (r.valid_until IS NULL OR r.valid_until > %(today)s))"""

_REVIEWS = """
SELECT DISTINCT ON (b.id) '' AS reference, 'record' AS kind, b.review_on AS day, b.review_on < %(today)s AS is_broken,
    e.id AS record
FROM personal_data_envelopeblock b
LEFT JOIN personal_data_envelopesubject s ON s.subject_id = b.subject_id
JOIN personal_data_envelope e ON e.id = b.envelope_id OR e.id = s.envelope_id
WHERE b.lifted_at IS NULL AND b.kind IN ('hold', 'wish') AND b.review_on <= %(review_by)s
AND e.controller_id = %(controller)s ORDER BY b.id, e.id"""

_UPLOADS = """
SELECT u.reference, 'thing' AS kind, (u.ends_at AT TIME ZONE o.time_zone)::date AS day, true AS is_broken,
    u.envelope_id AS record
FROM collections_app_importupload u JOIN personal_data_controller o ON o.id = u.controller_id
WHERE u.controller_id = %(controller)s
AND (u.ends_at < %(late)s OR u.uploaded_at < %(late)s - interval '24 hours')"""
# The round that takes uploads away comes every minute.
_ROUND = timedelta(minutes=15)


def _other_than_published(asked: Asked) -> Iterator[Found]:
    """Rules in force that say something else than the published rule file, and published rules that are missing."""
    if asked.pack is None:
        return
    content = rules.read(rules.RULES_FOLDER / asked.pack.rule_file)
    in_force = RetentionRule.objects.in_force(asked.today).filter(controller=asked.controller)
    stored = {rule.code: rule for rule in in_force}
    published = {rule["code"]: rule for rule in content["rule"] if _binds(rule, content, asked)}
    for code in sorted(stored.keys() | published.keys()):
        rule, said = stored.get(code), published.get(code)
        if rule is None or said is None or _differs(rule, said):
            yield Found(code, "thing", rule.valid_from if rule else None, is_broken=True)


def _differs(rule: RetentionRule, said: dict[str, Any]) -> bool:
    return any(getattr(rule, name) != said.get(name, DEFAULTS.get(name)) for name in _TERMS)


# Everything that moves a day, says on what ground, or lets a rule outlive others or refuse a request.
_TERMS = ("record_class", "trigger", "triggers", "anchor", "period_months", "kind", "action", "ground", "citation",
          "is_statute", "review_months")  # fmt: skip


def _binds(rule: dict[str, Any], content: dict[str, Any], asked: Asked) -> bool:
    return bool(rule.get("valid_from", content["valid_from"]) <= asked.today)


def _has_no_pack(asked: Asked) -> str:
    return "" if asked.pack else "no_notice"


CHECKS = (
    Check(
        CheckKey.CLOCKS_RUN,
        _("Clocks run from what happened"),
        _("records whose clock stands still, or runs from another day than what happened to them"),
        "GDPR art. 5(1)(e)",
        Rows(CLOCKS),
        Permission.RETENTION_VIEW,
    ),
    Check(
        CheckKey.RULE_FOR_ALL,
        _("No record without a rule"),
        _("records of a kind for which no rule is in force"),
        "GDPR art. 5(1)(e), 13(2)(a)",
        Rows(_WITHOUT_RULE),
        Permission.RETENTION_VIEW,
    ),
    Check(
        CheckKey.RULES_AS_PUBLISHED,
        _("Rules as they were published"),
        _("rules in force that are not the published ones"),
        "GDPR art. 13(2)(a), 24(1)",
        Judged(_other_than_published),
        Permission.RETENTION_VIEW,
        why_not=_has_no_pack,
    ),
    Check(
        CheckKey.HOLDS_REVIEWED,
        _("Holds reviewed in time"),
        _("holds past the day of their review"),
        "GDPR art. 17(3)(e)",
        Rows(_REVIEWS, lambda asked: {"review_by": asked.today + timedelta(days=_DAYS_FOR_A_REVIEW)}),
        Permission.RETENTION_VIEW,
    ),
    Check(
        CheckKey.UPLOADS_GONE,
        _("Uploaded files gone after 24 hours"),
        _("uploaded files that lie here longer"),
        "GDPR art. 5(1)(c), (e)",
        Rows(_UPLOADS, lambda asked: {"late": asked.now - _ROUND}),
        Permission.INTAKE_VIEW,
        out_of=total("SELECT count(*) FROM collections_app_importupload WHERE controller_id = %(controller)s"),
    ),
)
