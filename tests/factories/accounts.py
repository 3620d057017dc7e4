"""Staff for tests."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from accounts.models import StaffController, User
from accounts.roles import Role
from accounts.services import staff
from audit.models import Event
from personal_data import access
from personal_data.models import Controller
from personal_data.purposes import Purpose

PASSWORD = "a long enough one for tests"


@contextmanager
def command(purpose: Purpose = Purpose.SECURITY) -> Iterator[access.Context]:
    """The access context of a command."""
    with access.context(actor=access.system("test"), purpose=purpose, channel="command") as here:
        yield here


def member(
    *roles: Role | str,
    name: str = "Hanna Handler",
    email: str = "",
    works_for: Sequence[Controller] | None = None,
) -> User:
    """A member of staff with some roles, who works for every controller that there is unless told otherwise."""
    with command():
        return staff.create(
            email=email or f"{uuid4().hex}@staff.test",
            name=name,
            password=PASSWORD,
            roles=[Role(role) for role in roles],
            secrecy_on=timezone.now().date(),
            by=access.system("test").id,
            at=timezone.now(),
            controllers=list(Controller.objects.all()) if works_for is None else works_for,
        )


def everybody_works_for(controller: Controller) -> None:
    """Let those who are there already work for a controller that came later."""
    for user in User.objects.all():
        StaffController.objects.get_or_create(
            user=user, controller=controller, defaults={"granted_at": timezone.now(), "granted_by": uuid4()}
        )


def client_of(user: User) -> Client:
    """A browser in which the member of staff is signed in."""
    client = Client()
    client.force_login(user)
    return client


def recorded(name: object) -> list[Event]:
    """The events of one name, oldest first."""
    return list(Event.objects.filter(name=str(name)).order_by("id"))
