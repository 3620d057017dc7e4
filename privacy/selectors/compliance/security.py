"""What the house promises of security and asks itself each night: passwords, encryption, network, rights, secrecy."""

import stat
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from accounts.services import rights
from personal_data.catalogue import personal_models
from personal_data.fields import SealedField
from privacy.policies.packs.terms import CheckKey
from privacy.selectors.compliance.checks import Asked, Check, Found, Judged, rows, total

_AHEAD = timedelta(days=30)
_SHORTEST_PASSWORD = 12
_LENGTH = "django.contrib.auth.password_validation.MinimumLengthValidator"
_SLOW_HASHES = ("argon2", "scrypt")
_THIS_MACHINE = {"127.0.0.1", "localhost", "::1", "[::1]", "testserver"}
_ON_ITS_WAY = """
SELECT s.ssl, coalesce(host(inet_server_addr()), '') FROM pg_stat_ssl s WHERE s.pid = pg_backend_pid()"""
_LOGIN = """
SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication FROM pg_roles
WHERE rolname = session_user"""
# A sealed value has its format, the generation of its key, a nonce and the seal: 33 bytes around what it hides.
_IN_CLEAR = """
SELECT count(*) FROM (SELECT {columns} FROM {table} ORDER BY id DESC LIMIT 1000) newest WHERE {is_clear}"""


def _is_password_long() -> bool:
    validators: Any = settings.AUTH_PASSWORD_VALIDATORS
    lengths = [each.get("OPTIONS", {}).get("min_length", 0) for each in validators if each["NAME"] == _LENGTH]
    return bool(lengths) and min(lengths) >= _SHORTEST_PASSWORD


def _is_password_hashed_slowly() -> bool:
    return any(name in settings.PASSWORD_HASHERS[0].lower() for name in _SLOW_HASHES)


def _serves_this_machine_only() -> bool:
    return set(settings.ALLOWED_HOSTS) <= _THIS_MACHINE


def _has_second_factor() -> bool:
    return bool(settings.ACCOUNTS_REQUIRE_MFA) or _serves_this_machine_only()


def _is_web_encrypted() -> bool:
    demanded = (settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS, settings.SESSION_COOKIE_SECURE,
                settings.CSRF_COOKIE_SECURE)  # fmt: skip
    return all(demanded) or _serves_this_machine_only()


def _are_hosts_named() -> bool:
    return bool(settings.ALLOWED_HOSTS) and "*" not in settings.ALLOWED_HOSTS and not settings.DEBUG


def _is_database_out_of_reach() -> bool:
    """Never at an address of the open network."""
    where = _address_of_database()
    return where is None or not where.is_global


def _is_database_encrypted() -> bool:
    """In clear only where nobody else is on the line: on this machine, or on a network that containers have apart."""
    ((is_encrypted, _address),) = rows(_ON_ITS_WAY, {})
    where = _address_of_database()
    return is_encrypted or where is None or where.is_loopback or settings.DATABASE_NETWORK_IS_APART


def _address_of_database() -> IPv4Address | IPv6Address | None:
    ((_is_encrypted, address),) = rows(_ON_ITS_WAY, {})
    return ip_address(address) if address else None


def _is_login_modest() -> bool:
    return rows(_LOGIN, {}) == [(False,)]


def _are_keys_apart() -> bool:
    """Readable by the account that serves and by nobody else."""
    folder = Path(settings.KEY_DIRECTORY)
    shared = stat.S_IRWXG | stat.S_IRWXO
    return folder.is_dir() and not any(place.stat().st_mode & shared for place in (folder, *folder.glob("*.json")))


BASELINE: Mapping[str, Callable[[], bool]] = {
    "password length": _is_password_long,
    "password hash": _is_password_hashed_slowly,
    "second factor": _has_second_factor,
    "encryption of the web": _is_web_encrypted,
    "hosts": _are_hosts_named,
    "network of the database": _is_database_out_of_reach,
    "encryption of the database's connection": _is_database_encrypted,
    "login of the database": _is_login_modest,
    "keys": _are_keys_apart,
}
"""What must be so, by the name under which the monitor shows that it is not."""


def _not_met(_asked: Asked) -> Iterator[Found]:
    for name, is_met in BASELINE.items():
        if not is_met():
            yield Found(name, "thing", None, is_broken=True)


def _in_clear(_asked: Asked) -> Iterator[Found]:
    """Tables among whose newest thousand rows a value stands that nothing has sealed."""
    for model in personal_models():
        columns = [f'"{field.column}"' for field in model._meta.concrete_fields if isinstance(field, SealedField)]
        if columns:
            table = model._meta.db_table
            is_clear = " OR ".join(f"octet_length({each}) < 33 OR get_byte({each}, 0) <> 1" for each in columns)
            asked = _IN_CLEAR.format(table=table, columns=", ".join(columns), is_clear=is_clear)
            if rows(asked, {})[0][0]:
                yield Found(table, "thing", None, is_broken=True)


def _unreviewed(asked: Asked) -> Iterator[Found]:
    """Open accounts whose rights nobody has looked at for half a year, and those whose turn comes within a month."""
    for user, looked_at in rights.looked_at().items():
        due = looked_at + rights.REVIEWED_EVERY
        if due <= asked.now + _AHEAD:
            yield Found(user.reference, "thing", due.date(), is_broken=due <= asked.now)


def _unbound(_asked: Asked) -> Iterator[Found]:
    """Accounts that are open without an undertaking of secrecy; they are older than the demand, and let nobody in."""
    for user in User.objects.filter(is_active=True, secrecy_on=None):
        yield Found(user.reference, "thing", None, is_broken=True)


_OPEN = total("SELECT count(*) FROM accounts_user WHERE is_active")
CHECKS = (
    Check(
        CheckKey.SECURITY_BASELINE,
        _("Passwords, second factor, encryption and network as they must be"),
        _("settings of this installation that are weaker than they must be"),
        "GDPR art. 32(1)(a), (b)",
        Judged(_not_met),
        Permission.DPO_DESK,
        out_of=lambda _asked: len(BASELINE),
        of_house=True,
    ),
    Check(
        CheckKey.SEALED_AT_REST,
        _("Personal values are sealed where they lie"),
        _("tables in which a value lies unsealed"),
        "GDPR art. 32(1)(a)",
        Judged(_in_clear),
        Permission.DPO_DESK,
        of_house=True,
    ),
    Check(
        CheckKey.RIGHTS_REVIEWED,
        _("Rights of staff reviewed every half year"),
        _("accounts whose rights nobody has looked at for half a year"),
        "GDPR art. 32(1)(d), 32(4)",
        Judged(_unreviewed),
        Permission.DPO_DESK,
        out_of=_OPEN,
        of_house=True,
    ),
    Check(
        CheckKey.SECRECY_PROMISED,
        _("Whoever has an account has promised secrecy"),
        _("accounts without an undertaking of secrecy"),
        "GDPR art. 29, 32(4)",
        Judged(_unbound),
        Permission.DPO_DESK,
        out_of=_OPEN,
        of_house=True,
    ),
)
