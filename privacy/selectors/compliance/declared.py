"""What is declared of the data: every column known, every category under a purpose, every opening for a named one."""

from collections.abc import Iterator

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from personal_data.catalogue import Column, columns, history_of, our_models, personal_models
from personal_data.declaration import BY_NOTICE, Category
from personal_data.models import PersonalModel
from privacy.policies.packs.terms import CheckKey, Topic
from privacy.selectors.compliance.checks import Asked, Check, Found, Judged, Rows, rows, total

# Which migrations ran; what the trail keeps beside its events: names, codes, references, hashes and months, no values;
# what the migrations made of the database. The trail is made by SQL of its own, so its columns are not those of its
# models, and its own verification watches it.
_WITHOUT_MODEL = frozenset(
    {"django_migrations", "audit_unfiled", "audit_leaf", "audit_node", "audit_expiry", "audit_standing"}
)
_COLUMNS = """
SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
AND a.attnum > 0 AND NOT a.attisdropped"""


def _undeclared(_asked: Asked) -> Iterator[Found]:
    """Columns in the database that no declaration knows, and so no copy, no erasure and no legal basis either."""
    declared = {
        model._meta.db_table: {field.column for field in model._meta.concrete_fields}
        for model in apps.get_models(include_auto_created=True)
    }
    ours = {model._meta.db_table for model in our_models() if model._meta.app_label != "audit"}
    ours |= {history_of(model)._meta.db_table for model in personal_models()}
    for table, column in rows(_COLUMNS, {}):
        if table in ours and column not in declared[table]:
            yield Found(f"{table}.{column}", "thing", None, is_broken=True)
    for table in sorted({table for table, _column in rows(_COLUMNS, {})} - declared.keys() - _WITHOUT_MODEL):
        yield Found(table, "thing", None, is_broken=True)


def _without_purpose(asked: Asked) -> Iterator[Found]:
    """Columns of personal data whose category serves no purpose of the notice, or a purpose without a legal basis."""
    if asked.pack is None:
        return
    served = {key for purpose in asked.pack.purposes if purpose.bases for key in purpose.categories}
    covered = {held for item in asked.pack.categories if item.key in served for held in item.held_as}
    silent_on = BY_NOTICE - {held for item in asked.pack.categories for held in item.held_as}
    for column in columns():
        category = column.declared.category
        if category is Category.STAFF or category in covered:
            continue
        if category not in silent_on or _is_held(column, asked):
            yield Found(column.column_id, "thing", None, is_broken=True)


def _is_held(column: Column, asked: Asked) -> bool:
    """Whether the controller has rows of its table: what a notice does not speak of is off, so there are none."""
    if not issubclass(column.model, PersonalModel):
        return True
    return column.model._default_manager.filter(envelope__controller=asked.controller).exists()


# Openings of the last day, by purpose; the purposes of a notice are few, so the answer is short.
_OPENED = """
SELECT e.purpose AS reference, 'thing' AS kind, max(e.at)::date AS day, true AS is_broken, NULL::uuid AS record
FROM audit_line l JOIN audit_event e ON e.id = l.event_id AND e.at = l.at
JOIN personal_data_envelope v ON v.id = l.envelope_id AND v.controller_id = %(controller)s
WHERE l.outcome = 'opened' AND l.at >= %(now)s - interval '24 hours' AND e.at >= %(now)s - interval '24 hours'
AND e.purpose <> ALL (%(named)s) GROUP BY e.purpose"""


def _named(asked: Asked) -> dict[str, list[str]]:
    purposes = asked.pack.purposes if asked.pack else ()
    return {"named": sorted({each.value for item in purposes for each in item.opens})}


# Smaller groups, and groups of a controller whose notice names no statistics.
_GROUPS = """
SELECT g.quarter AS reference, 'thing' AS kind, NULL::date AS day, true AS is_broken, NULL::uuid AS record
FROM retention_statisticsgroup g
WHERE g.controller_id = %(controller)s AND (g.debtors < 5 OR NOT %(permitted)s)"""


def _permitted(asked: Asked) -> dict[str, bool]:
    named = asked.pack.statements if asked.pack else ()
    return {"permitted": any(each.topic is Topic.STATISTICS for each in named)}


def _has_no_pack(asked: Asked) -> str:
    return "" if asked.pack else "no_notice"


def _declared_columns(_asked: Asked) -> int:
    return sum(1 for _ in columns())


CHECKS = (
    Check(
        CheckKey.STATISTICS_ANONYMOUS,
        _("Statistics lead back to nobody"),
        _("groups of fewer than five debtors, or kept although the notice names no statistics"),
        "GDPR recital 26",
        Rows(_GROUPS, _permitted),
        Permission.RETENTION_VIEW,
        out_of=total("SELECT count(*) FROM retention_statisticsgroup WHERE controller_id = %(controller)s"),
    ),
    Check(
        CheckKey.PURPOSES_NAMED,
        _("Opened only for purposes of the notice"),
        _("purposes outside the notice for which something was opened in the last 24 hours"),
        "GDPR art. 5(1)(b)",
        Rows(_OPENED, _named),
        Permission.TRAIL_READ,
        why_not=_has_no_pack,
    ),
    Check(
        CheckKey.CATEGORIES_GROUNDED,
        _("Every kind of data has a purpose and a legal basis"),
        _("columns of personal data without purpose or legal basis in the notice"),
        "GDPR art. 5(1)(a), 6(1)",
        Judged(_without_purpose),
        Permission.DPO_DESK,
        out_of=_declared_columns,
        why_not=_has_no_pack,
    ),
    Check(
        CheckKey.FIELDS_DECLARED,
        _("Every field is declared"),
        _("tables or columns in the database that no declaration knows"),
        "GDPR art. 25, 30(1)(c)",
        Judged(_undeclared),
        Permission.DPO_DESK,
        of_house=True,
    ),
)
