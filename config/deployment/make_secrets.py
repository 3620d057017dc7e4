"""``make secrets HOST=...``: the secrets of a new installation, one file each, readable by the group of the containers.

What exists is kept, so that running it again loses nothing. A certificate of its own making is for trying things out:
put the real one, with its key, into the same two files.
"""

import argparse
import os
import secrets
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

FOLDER = Path(__file__).resolve().parent.parent.parent / "secrets"
_ROLES = ("app", "owner", "keeper", "gatekeeper", "sealer")
_CERTIFICATE_DAYS = 90
# Compose hands files over as they lie; the programs in the containers run as these users, not as ours.
_MODE = 0o644
_FOLDER_MODE = 0o700


def main() -> int:
    """Make what is missing, and say what was made."""
    parser = argparse.ArgumentParser(description="Make the secrets that docker-compose.yml hands to the containers.")
    parser.add_argument("host", help="the host name of the site, for the certificate")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    options = parser.parse_args()
    made = make(options.folder, options.host)
    sys.stdout.write(f"Made: {', '.join(made)}.\n" if made else "All secrets were there already.\n")
    return 0


def make(folder: Path, host: str) -> list[str]:
    """Write each secret that is missing; gives the names of those that were."""
    folder.mkdir(mode=_FOLDER_MODE, exist_ok=True)
    folder.chmod(_FOLDER_MODE)  # outside the containers nobody else looks in
    made = [name for name in ("secret_key", "metrics_token") if _write(folder, name, secrets.token_urlsafe(64))]
    made += _logins(folder)
    # A relay that wants no sign-in gets none; whoever has one writes its password here.
    if _write(folder, "mail_password", ""):
        made.append("mail_password")
    if not (folder / "tls_certificate").exists():
        certificate, key = _certificate(host)
        _write(folder, "tls_key", key)
        _write(folder, "tls_certificate", certificate)
        made += ["tls_certificate", "tls_key"]
    return made


def _logins(folder: Path) -> list[str]:
    made = []
    if _write(folder, "superuser_password", secrets.token_urlsafe(32)):
        made.append("superuser_password")
    superuser = (folder / "superuser_password").read_text()
    addresses = {"superuser_database_url": f"postgresql://postgres:{superuser}@postgres:5432/postgres"}
    for role in _ROLES:
        addresses[f"{role}_database_url"] = f"postgresql://{role}:{secrets.token_urlsafe(32)}@postgres:5432/sigill"
    if _write(folder, "redis_password", secrets.token_urlsafe(32)):
        made.append("redis_password")
    addresses["redis_url"] = f"redis://:{(folder / 'redis_password').read_text()}@redis:6379/0"
    return made + [name for name, address in addresses.items() if _write(folder, name, address)]


def _write(folder: Path, name: str, content: str) -> bool:
    """Write a file that is not there yet; gives whether it was written."""
    try:
        descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w") as file:
        file.write(content)
    (folder / name).chmod(_MODE)  # whatever the umask
    return True


def _certificate(host: str) -> tuple[str, str]:
    """A certificate that vouches for itself, for three months, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=_CERTIFICATE_DAYS))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    unencrypted = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    return (
        certificate.public_bytes(serialization.Encoding.PEM).decode(),
        key.private_bytes(serialization.Encoding.PEM, form, unencrypted).decode(),
    )


if __name__ == "__main__":
    sys.exit(main())
