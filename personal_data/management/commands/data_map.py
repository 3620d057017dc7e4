import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.table import Table

from personal_data.catalogue import columns


class Command(BaseCommand):
    help = "Print the data map: every column of personal data with category, source and how it is kept."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print JSON instead of a table.")

    def handle(self, *args: Any, **options: Any) -> None:
        entries = [
            {
                "table": column.model._meta.db_table,
                "column": column.name,
                "id": column.column_id,
                "label": str(column.declared.label),
                "category": column.declared.category.value,
                "source": column.declared.source.value,
                "provided": column.declared.provided,
                "kept": "sealed" if column.is_sealed else "in the clear",
                "searchable": column.search or "",
                "remains": column.declared.remains.value,
            }
            for column in columns()
        ]
        if options["json"]:
            self.stdout.write(json.dumps(entries, indent=2, ensure_ascii=False))
            return
        table = Table(title=f"Data map: {len(entries)} columns of personal data")
        for heading in ("table", "column", "label", "category", "source", "kept", "searchable", "remains"):
            table.add_column(heading)
        for entry in entries:
            table.add_row(*(str(entry[str(column.header)]) for column in table.columns))
        console = Console(width=200)
        with console.capture() as printed:
            console.print(table)
        self.stdout.write(printed.get())
