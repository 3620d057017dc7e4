"""What a page takes from whoever fills it in: the fields that it names, and nothing else.

GDPR art. 5(1)(c) and 25(2): a field that nobody asked for is not dropped in silence, since its sender believes that it
was taken; the whole is refused, and the trail says how many there were. Their names are never written down: they came
from outside, and may say as much as a value.
"""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from functools import wraps
from typing import Any, ClassVar, Concatenate, ParamSpec, TypeVar, cast

from django import forms
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase

from audit import trail
from audit.acting import ANONYMOUS, Acting, current, declared
from personal_data import events
from personal_data.purposes import Purpose

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
_Page = Callable[Concatenate[R, P], HttpResponseBase]
_OF_THE_HOUSE = frozenset({"csrfmiddlewaretoken"})


class UnknownFields(BadRequest):
    """More was sent than the page asks for; nothing of it was taken."""


def expect(sent: Iterable[str], *, known: Iterable[str]) -> None:
    """Refuse what was sent where one of its names is none of those known. Raises UnknownFields, which is recorded."""
    unknown = set(sent) - _OF_THE_HOUSE - set(known)
    if not unknown:
        return
    # A page that everybody may see has no actor yet.
    acting = nullcontext() if current() else declared(Acting(ANONYMOUS, Purpose.SECURITY.value, "web"))
    with acting:
        trail.record_apart(events.FIELDS_REFUSED, count=len(unknown))
    raise UnknownFields("The form has fields that this page does not ask for.")


class PostForm(forms.Form):
    """A form that is sent. ``beside`` are the names that its page reads itself, such as that of the button pressed."""

    beside: ClassVar[frozenset[str]] = frozenset()

    def full_clean(self) -> None:
        """Judge the names before any value. Raises UnknownFields."""
        if self.is_bound:
            names = {self.add_prefix(name) for name in self.fields}
            expect((*self.data, *self.files), known=names | self.beside)
        super().full_clean()


def takes(*names: str) -> Callable[[_Page[R, P]], _Page[R, P]]:
    """Say what a page without a form takes; none named: a page that is a button. It stands below the page's mark."""

    def decorate(view: _Page[R, P]) -> _Page[R, P]:
        @wraps(view)
        def expecting(request: R, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method == "POST":
                expect((*request.POST, *request.FILES), known=names)
            return view(request, *args, **kwargs)

        cast("Any", expecting).taken = names
        return cast("_Page[R, P]", expecting)

    return decorate
