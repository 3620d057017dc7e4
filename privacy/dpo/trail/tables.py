"""A page of the trail as the table component shows it."""

from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.tables import Column, Table
from privacy.selectors.audit_trail import TrailPage

COLUMNS = tuple(
    Column(label) for label in (_("Time (UTC)"), _("What happened"), _("Who"), _("Purpose"), _("What it touched"))
)


def trail_table(page: TrailPage, *, path: str, query: dict[str, str], is_first: bool) -> Table:
    """The table of one page under its address."""
    following = f"{path}?{urlencode({**query, 'before': str(page.before)})}" if page.before else ""
    start = f"{path}?{urlencode(query)}" if query else path
    number = len(page.rows)
    return Table(
        caption=_("Events, newest first"),
        columns=COLUMNS,
        rows=page.rows,
        next_url=following,
        previous_url="" if is_first else start,
        shown=ngettext("%(number)d event", "%(number)d events", number) % {"number": number},
    )
