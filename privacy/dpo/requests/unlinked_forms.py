"""What the pages of requests without identification ask for. Forms read and check; services act."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from personal_data import reach
from personal_data.models import Controller
from personal_data.posted import PostForm
from privacy.models import Channel, UnlinkedClosing, UnlinkedRequest, UnlinkedState
from privacy.models.request import ANSWERABLE


class LookForm(PostForm):
    """Another word by which the person may be found."""

    text = forms.CharField(
        label=_("Name, identity number, case number, telephone or e-mail"),
        help_text=_("Whoever answers is opened and recorded. Only people of this controller are looked for."),
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class AskForm(PostForm):
    """Why it is not certain who asks."""

    doubts = forms.CharField(
        label=_("Why can you not say who it is?"),
        help_text=_("Asking needs reasonable doubts in this case; it is never a routine. The person may read this."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why it is not certain.")},
    )


class CloseForm(PostForm):
    """Why no person is linked."""

    because = forms.ChoiceField(
        label=_("Why is it closed?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why it is closed.")},
    )

    def __init__(self, data: Any = None, *, entry: UnlinkedRequest) -> None:
        super().__init__(data)
        field = self.fields["because"]
        assert isinstance(field, forms.ChoiceField)
        was_asked = entry.state == UnlinkedState.ASKED
        field.choices = [each for each in UnlinkedClosing.choices if was_asked or each[0] != "not_identified"]


class EnterForm(PostForm):
    """What came by letter, e-mail or telephone from somebody whose case is not known."""

    controller = forms.ChoiceField(
        label=_("To which controller?"), error_messages={"required": _("Choose to whom it was addressed.")}
    )
    right = forms.ChoiceField(
        label=_("What does the person ask for?"), choices=[(right.value, right.label) for right in ANSWERABLE]
    )
    channel = forms.ChoiceField(
        label=_("How did it come?"),
        choices=[each for each in Channel.choices if each[0] not in (Channel.PORTAL, Channel.FORM)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it came.")},
    )
    received_on = forms.DateField(
        label=_("Received on"),
        help_text=_("The day on which it reached any of us, also a weekend. The month runs from here."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Enter the day on which it arrived."),
            "invalid": _("Enter a date that exists, with year, month and day."),
        },
    )
    name = forms.CharField(
        label=_("Name"), max_length=200, error_messages={"required": _("Write the name that was given.")}
    )
    address = forms.CharField(
        label=_("Address for the answer"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write where the answer goes.")},
    )
    case_number = forms.CharField(label=_("Case number"), max_length=40, required=False)
    asked = forms.CharField(
        label=_("In the person's own words"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    language = forms.ChoiceField(label=_("Language of the answer"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        known = Controller.objects.filter(reach.within("pk")).order_by("name")
        codes = settings.PORTAL_LANGUAGES
        self._offer("controller", [("", _("Choose")), *known.values_list("reference", "name")])
        self._offer("language", [(code, get_language_info(code)["name_local"].capitalize()) for code in codes])

    def _offer(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
