"""``manage.py page_purposes``: what each page and endpoint is for."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts import purposes_of_pages


class Command(BaseCommand):
    """Print the table."""

    help = "Print every address with who may ask for it and the purpose that its events carry."

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each address."""
        for page in purposes_of_pages.table():
            other = f"  (or {page.other})" if page.other else ""
            self.stdout.write(f"{page.purpose or '-':<18} {page.asks_for:<24} /{page.pattern}{other}")
