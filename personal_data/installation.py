"""Triggers, rights and the erasure plan, derived from the data map and installed after every ``migrate``."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.apps import apps
from django.db import models

from audit import filing, installation
from audit.standing import facts
from personal_data import capture, record_classes, references
from personal_data.catalogue import (
    declaration_of,
    erasure_order,
    history_of,
    our_models,
    personal_models,
)
from personal_data.models.journal import JournalLife
from personal_data.models.record_class import RecordClassRow

_SQL = Path(__file__).parent / "sql"
_ENVELOPE_TABLES = (
    "personal_data_envelope",
    "personal_data_envelopesubject",
    "personal_data_envelopeblock",
    "personal_data_erasuredecision",
    "personal_data_datasubject",
    "personal_data_searchentry",
    "personal_data_sealedfile",
    "personal_data_erasure",
    "personal_data_keptdigest",
    "keys.data_key",
    "keys.index_key",
)
# Tables of envelopes where the application may change a column or two after writing the row.
_UPDATABLE = {
    "personal_data_envelope": "trigger_on",
    "personal_data_envelopeblock": "lifted_at, lifted_by, review_on",
    "personal_data_erasuredecision": "withdrawn_at, withdrawn_by",
    "personal_data_searchentry": "tokens, whole_count",
    "personal_data_datasubject": "kind",
    "personal_data_sealedfile": "generation",
}


def guarded_tables() -> dict[str, str]:
    """Every table that loses rows through the gate only, and what its guard refuses to others. History, and what is
    only ever added to (the ledger), is not even rewritten."""
    tables = dict.fromkeys(_ENVELOPE_TABLES, "DELETE OR TRUNCATE")
    for model in personal_models():
        is_fixed = getattr(declaration_of(model), "append_only", False)
        tables[model._meta.db_table] = "UPDATE OR DELETE OR TRUNCATE" if is_fixed else "DELETE OR TRUNCATE"
        tables[history_of(model)._meta.db_table] = "UPDATE OR DELETE OR TRUNCATE"
    return tables


def _guarded(table: str, operations: str) -> Iterator[str]:
    """The guard, and only after it the right to ask: who may not even ask hears "permission denied" and no reason."""
    yield (
        f"CREATE OR REPLACE TRIGGER guard BEFORE {operations} ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION personal_data_guard()"
    )
    yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER guard"
    yield f"GRANT DELETE, TRUNCATE ON {table} TO app"


def _capture_and_guard() -> Iterator[str]:
    for table, operations in guarded_tables().items():
        yield from _guarded(table, operations)
    for model in personal_models():
        yield from capture.statements(model)


def _rights() -> Iterator[str]:
    """Rights by table: all of the trade's work for ordinary tables. Where personal data lie, the right to ask for a
    deletion comes with the guard that answers, and with nothing else."""
    personal = {model._meta.db_table for model in personal_models()}
    ours = set(our_models())
    fixed = {"audit_event", "audit_line", *_ENVELOPE_TABLES}
    append_only = {
        model._meta.db_table for model in our_models() if getattr(declaration_of(model), "append_only", False)
    }
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table in fixed or not _is_ours_to_grant(model):
            continue
        # Only what libraries keep (sessions, second factors) and what says that it is short-lived is ever deleted; all
        # other rows of ours are ended, not removed.
        is_kept = model in ours and not getattr(declaration_of(model), "short_lived", "")
        granted = "SELECT, INSERT, UPDATE" if is_kept else "SELECT, INSERT, UPDATE, DELETE"
        if table in personal:
            granted = "SELECT, INSERT" if table in append_only else "SELECT, INSERT, UPDATE"
        elif hasattr(model, "instance_type") or table == RecordClassRow._meta.db_table:  # history, by triggers only
            granted = "SELECT"
        elif table in append_only:
            granted = "SELECT, INSERT"
        yield f"REVOKE ALL ON {table} FROM app"
        yield f"GRANT {granted} ON {table} TO app"
    for table in _ENVELOPE_TABLES:
        if table.startswith("keys."):
            continue
        yield f"REVOKE ALL ON {table} FROM app"
        yield f"GRANT SELECT{'' if table in _WRITTEN_BY_GATE else ', INSERT'} ON {table} TO app"
        if table in _UPDATABLE:
            yield f"GRANT UPDATE ({_UPDATABLE[table]}) ON {table} TO app"
    yield "GRANT SELECT ON django_migrations TO app"
    yield "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO app, gatekeeper"
    yield "GRANT SELECT ON ALL TABLES IN SCHEMA public TO gatekeeper"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(_gate_tables())} TO gatekeeper"
    yield "GRANT INSERT ON personal_data_erasedtokens TO gatekeeper"


_WRITTEN_BY_GATE = {"personal_data_erasure", "personal_data_keptdigest"}


def _is_ours_to_grant(model: type[models.Model]) -> bool:
    return model._meta.managed and not model._meta.proxy


def _gate_tables() -> list[str]:
    tables = [table for table in _ENVELOPE_TABLES if not table.startswith("keys.")]
    for model in personal_models():
        tables += [model._meta.db_table, history_of(model)._meta.db_table]
    return tables


def _tables_of() -> Iterator[str]:
    """Which tables hold anything of some envelopes, and of which of them a row has been changed.

    Most tables hold nothing of most people, so what is read of everything that is held asks this first. Planning the
    question about all tables takes five times as long as answering it, so it is planned once for each session.
    """
    found = " UNION ALL ".join(
        f"SELECT '{model._meta.db_table}', EXISTS (SELECT FROM {history_of(model)._meta.db_table} "
        "WHERE envelope_id = ANY (p_envelopes) AND history_type = '~') "
        f"WHERE EXISTS (SELECT FROM {model._meta.db_table} WHERE envelope_id = ANY (p_envelopes))"
        for model in personal_models()
    )
    yield (
        "CREATE OR REPLACE FUNCTION personal_data_tables_of(p_envelopes uuid[]) "
        "RETURNS TABLE (table_name text, is_changed boolean) LANGUAGE plpgsql STABLE "
        "SET plan_cache_mode = force_generic_plan SET enable_seqscan = off "
        f"AS $$ BEGIN RETURN QUERY {found}; END $$"
    )


def _record_classes() -> Iterator[str]:
    for entry in record_classes.every():
        yield (
            "INSERT INTO personal_data_record_class (name, is_profile, keeps_profile, routine, is_request_file) VALUES "
            f"('{entry.name}', {entry.is_profile}, {entry.keeps_profile}, {entry.routine}, {entry.is_request_file}) "
            "ON CONFLICT (name) "
            "DO UPDATE SET is_profile = EXCLUDED.is_profile, keeps_profile = EXCLUDED.keeps_profile, "
            "routine = EXCLUDED.routine, is_request_file = EXCLUDED.is_request_file"
        )


def _erasure_plan() -> Iterable[str]:
    """Which tables the gate empties, children before parents, and which digests it keeps of them."""
    steps: list[tuple[str, bool, tuple[str, ...]]] = []
    for model in erasure_order():
        digests = getattr(declaration_of(model), "kept_digests", ())
        steps.append((model._meta.db_table, False, digests))
        steps.append((history_of(model)._meta.db_table, True, ()))
    steps += [(table, False, ()) for table in _AFTER_THE_ROWS]
    yield "DELETE FROM gate.erasure_plan"
    for position, (table, is_history, digests) in enumerate(steps):
        yield (
            "INSERT INTO gate.erasure_plan (position, table_name, is_history, digest_columns) "
            f"VALUES ({position}, '{table}', {is_history}, '{{{','.join(digests)}}}')"
        )


def _first_life() -> Iterator[str]:
    yield (
        f"INSERT INTO {JournalLife._meta.db_table} (id, begun_at) SELECT gen_random_uuid(), clock_timestamp() "
        f"WHERE NOT EXISTS (SELECT FROM {JournalLife._meta.db_table})"
    )


_AFTER_THE_ROWS = ("personal_data_searchentry", "personal_data_sealedfile", "personal_data_envelopeblock",
                   "personal_data_erasuredecision")  # fmt: skip

installation.register_file(_SQL / "keys.sql")
installation.register_file(_SQL / "capture.sql")
installation.register(installation.Step("personal_data.rights", _rights))
installation.register(installation.Step("personal_data.capture", _capture_and_guard))
installation.register(installation.Step("personal_data.tables_of", _tables_of))
installation.register(installation.Step("personal_data.references", references.statements))
installation.register(installation.Step("personal_data.record_classes", _record_classes))
installation.register(installation.Step("personal_data.journal_life", _first_life))
installation.register_file(_SQL / "removing.sql", role="gatekeeper")
installation.register_file(_SQL / "gate.sql", role="gatekeeper")
installation.register_file(_SQL / "expiry.sql", role="gatekeeper")
installation.register(installation.Step("personal_data.erasure_plan", _erasure_plan, role="gatekeeper"))
facts.register("SELECT 'erasure plan', table_name, '', plan::text FROM gate.erasure_plan plan")
facts.register(f"SELECT 'record class', name, '', known::text FROM {RecordClassRow._meta.db_table} known")
filing.register("SELECT gate.file_events()")
