"""Models over the product's tables, made from the description that the benchmark hands over.

Every table of personal data is registered with django-gdpr-assist, which then logs each row that goes; references
cascade, as its documentation has it.
"""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models

_PLAIN: dict[str, Any] = {
    "uuid": models.UUIDField,
    "bytea": models.BinaryField,
    "date": models.DateField,
    "timestamptz": models.DateTimeField,
    "bool": models.BooleanField,
    "int2": models.IntegerField,
    "int4": models.IntegerField,
    "int8": models.BigIntegerField,
    "jsonb": models.JSONField,
}


def _field(column: dict[str, Any], names: dict[str, str]) -> Any:
    options = {"db_column": column["column"], "null": column["null"]}
    if column["is_key"]:
        options |= {"primary_key": True, "null": False}
    if column["to"] in names:
        kind = models.OneToOneField if column["is_key"] else models.ForeignKey
        target = names[column["to"]]
        return kind(target, on_delete=models.CASCADE, db_constraint=False, related_name="+", **options)
    return _PLAIN.get(column["type"], models.TextField)(**options)


def _model(table: dict[str, Any], names: dict[str, str]) -> type[models.Model]:
    meta = type("Meta", (), {"managed": False, "db_table": table["table"], "app_label": "peer_files"})
    attributes: dict[str, Any] = {"__module__": __name__, "Meta": meta}
    for column in table["columns"]:
        is_reference = column["to"] in names and column["column"].endswith("_id")
        attributes[column["column"].removesuffix("_id") if is_reference else column["column"]] = _field(column, names)
    if table["key_of"]:
        attributes["pk"] = models.CompositePrimaryKey(*table["key_of"])
    if table["is_personal"]:
        attributes["PrivacyMeta"] = type("PrivacyMeta", (), {"fields": []})
    return type(names[table["table"]], (models.Model,), attributes)


_tables = json.loads(Path(settings.PEER_TASK).read_text())["tables"]
_names = {table["table"]: table["name"] for table in _tables}
MODELS = [_model(table, _names) for table in _tables]
