"""What the pages ask for before something is noted: its words, what it is about, how confidential it is."""

from django import forms
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from collections_app.models import Level, NoteKind
from personal_data.posted import PostForm

_CHOOSE: tuple[str, str | Promise] = ("", _("Choose"))


def kind_field() -> forms.ChoiceField:
    """What a note or document is about."""
    return forms.ChoiceField(
        label=_("What is it about?"),
        choices=[_CHOOSE, *((value, capfirst(label)) for value, label in NoteKind.choices)],
        error_messages={"required": _("Choose what it is about.")},
    )


def level_field() -> forms.ChoiceField:
    """How confidential a note or document is."""
    return forms.ChoiceField(
        label=_("How confidential is it?"),
        help_text=_("It decides to whom it may be passed on. Special categories go to nobody."),
        choices=[_CHOOSE, *((value, capfirst(label)) for value, label in Level.choices)],
        error_messages={"required": _("Choose how confidential it is.")},
    )


class NoteForm(PostForm):
    """A note in the file."""

    text = forms.CharField(
        label=_("Write a note"),
        help_text=_("It becomes part of the file, and the person may read it. Write what matters for the case only."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what you want to note.")},
    )
    kind = kind_field()
    level = level_field()


class ClassifyForm(PostForm):
    """What a note is about and how confidential it is."""

    kind = kind_field()
    level = level_field()
