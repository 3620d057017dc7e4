"""``manage.py list_creditors``: the references that ``import_claims --creditor`` takes."""

from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.table import Table

from collections_app.selectors import creditors


class Command(BaseCommand):
    """Show every creditor with its reference."""

    help = "Show the creditors and their references."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one row for each creditor."""
        table = Table("Reference", "Creditor", "Country", "Number", "Controller", box=None)
        found = creditors.listed()
        for creditor in found:
            table.add_row(
                creditor.reference,
                creditor.name,
                creditor.country,
                creditor.organisation_number,
                creditor.controller.reference,
            )
        if not found:
            self.stdout.write("There are no creditors yet. `manage.py seed_demo` enters three for trying things out.")
            return
        Console(file=self.stdout, width=120).print(table)  # type: ignore[arg-type]  # it writes, which is all
