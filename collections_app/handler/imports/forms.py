"""What the pages of imports ask for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from collections_app.handler.imports import wording
from collections_app.intake import csv_columns, money
from collections_app.intake.csv_columns import Columns
from personal_data.posted import PostForm

_NOT_USED = "not_used"


class AfterForm(forms.Form):
    """Where a page of claims begins."""

    after = forms.UUIDField(required=False)

    def after_claim(self) -> str:
        """The claim after which it begins; what is not understood is left out."""
        return str(self.cleaned_data.get("after") or "") if self.is_valid() else ""


class UploadForm(PostForm):
    """A file with claims."""

    file = forms.FileField(
        label=_("File with claims"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xml,text/csv,application/xml,text/xml"}),
        error_messages={
            "required": _("Choose a file."),
            "missing": _("Choose a file."),
            "empty": _("The file is empty. Choose another."),
        },
    )

    def clean_file(self) -> Any:
        """Of a file over the limit nothing was kept."""
        file = self.cleaned_data["file"]
        if file.is_too_large:
            raise ValidationError(_("The file is larger than 200 MB. Send it in parts."), code="too_large")
        return file


class BankFileForm(UploadForm):
    """A bank's file."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.fields["file"].label = _("File of the bank")
        self.fields["file"].widget.attrs["accept"] = ".xml,.txt,.bgmax,application/xml,text/xml,text/plain"


class ColumnsForm(PostForm):
    """What each column of a file holds."""

    currency = forms.ChoiceField(
        label=_("Currency of the whole file"),
        help_text=_("Only where no column holds the currency. Every amount of the file is then taken to be in it."),
        choices=[("", _("A column holds it")), *((code, code) for code in money.EXPONENTS)],
        required=False,
    )

    def __init__(self, data: Any = None, *, headings: list[str], known: Columns, currency: str) -> None:
        super().__init__(data, initial={"currency": currency})
        choices = [("", _("Choose")), (_NOT_USED, _("Not used, on purpose")), *wording.CLAIM_FIELDS.items()]
        said = dict.fromkeys(known.not_used, _NOT_USED) | {place: field for field, place in known.fields.items()}
        for position, heading in enumerate(headings):
            if csv_columns.field_of(heading) == csv_columns.PROBLEM:
                continue  # of a file to mend; the problems are ours
            self.fields[f"column_{position}"] = forms.ChoiceField(
                label=heading or _("Column %(number)d") % {"number": position + 1},
                choices=choices,
                required=bool(heading.strip()),  # rows that end in a delimiter have a last column without anything
                initial=said.get(position, ""),
                error_messages={"required": _("Say what the column holds, or that it is not used.")},
            )

    def columns(self) -> Columns:
        """In which column each field stands, and which are left out."""
        said = {int(name.removeprefix("column_")): self.cleaned_data.get(name) for name in self.of_columns}
        left_out = frozenset(position for position, field in said.items() if field == _NOT_USED)
        return Columns({field: place for place, field in said.items() if field and field != _NOT_USED}, left_out)

    @property
    def of_columns(self) -> list[str]:
        """The names of the fields that stand for a column."""
        return [name for name in self.fields if name.startswith("column_")]

    def clean(self) -> dict[str, Any]:
        """Every field that a claim needs has one column, and none has two."""
        chosen: dict[str, str] = {}
        for name in self.of_columns:
            field = self.cleaned_data.get(name)
            if field == _NOT_USED:
                continue
            if field in chosen:
                self.add_error(name, _("Another column holds this already. Choose one of them."))
            elif field:
                chosen[field] = name
        currency = self.cleaned_data.get("currency", "")
        if currency and "currency" in chosen:
            self.add_error(
                "currency", _("A column holds the currency. Leave this, or say that the column is not used.")
            )
        needed = csv_columns.missing(dict.fromkeys(chosen, 0), currency)
        if needed == ["currency"] and not self.errors:
            self.add_error("currency", _("No column holds the currency. Choose it here, or say which column does."))
        elif missing := [str(wording.CLAIM_FIELDS[field]) for field in needed]:
            raise ValidationError(
                _("Say which columns hold these; a claim needs them: %(fields)s.") % {"fields": ", ".join(missing)},
                code="missing",
            )
        return self.cleaned_data
