from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.environment import database, env_value, is_set
from config.services import roles

_LATER = ("CREDITOR_DATABASE_URL",)


class Command(BaseCommand):
    help = (
        "On a PostgreSQL server of your own, once, before `migrate`: make the roles with the passwords of the "
        "*_DATABASE_URL settings, the database that owner owns, and its schemas. Repeating it changes nothing but "
        "passwords. Needs SUPERUSER_DATABASE_URL; forget that address afterwards. Roles without an address of their "
        "own cannot log in."
    )
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        superuser = env_value("SUPERUSER_DATABASE_URL", hint="The address of a superuser, used by this command only.")
        name = str(settings.DATABASES["default"]["NAME"])
        passwords = _passwords()
        with psycopg.connect(superuser, autocommit=True) as server:
            roles.create_roles(server, passwords)
            if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                roles.create_database(server, name)
            parameters = {**server.info.get_parameters(), "dbname": name, "password": server.info.password}
        with psycopg.connect(**parameters, autocommit=True) as inside:  # type: ignore[arg-type]  # libpq's own words
            roles.prepare_database(inside)
        self.stdout.write(f"The roles {', '.join(roles.ROLES)} and the database {name} are there.")


def _passwords() -> dict[str, str | None]:
    """The password of each role that an address names; the others get none."""
    aliases = ("default", "owner", "keeper", "gatekeeper", "sealer")
    if missing := [f"{alias.upper()}_DATABASE_URL" for alias in aliases if alias not in settings.DATABASES]:
        raise CommandError(
            f"Set {', '.join(missing)} as well (or ..._FILE): these logins get their passwords from there."
        )
    given = [settings.DATABASES[alias] for alias in aliases]
    given += [database(env_value(name)) for name in _LATER if is_set(name)]
    passwords = {str(each["USER"]): str(each["PASSWORD"]) or None for each in given}
    if strangers := passwords.keys() - set(roles.ROLES):
        raise CommandError(
            f"The addresses name {', '.join(sorted(strangers))}, but the roles are {', '.join(roles.ROLES)}."
        )
    return {role: passwords.get(role) for role in roles.ROLES}
