"""Verify a certificate of erasure on any machine: ``python -m retention.verify_certificate FILE --key KEY [--item F]``.

KEY is the public key that the controller publishes. Needs Python and the package ``cryptography``, nothing else.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from retention.policies import verifying


def main(arguments: Sequence[str] | None = None) -> int:
    """Say what the certificate attests, or what is wrong; the exit code is 1 when it is not genuine."""
    parser = argparse.ArgumentParser(prog="verify_certificate", description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE", help="the certificate as JSON")
    parser.add_argument("--key", type=Path, required=True, help="the public key as the controller publishes it")
    parser.add_argument("--item", type=Path, action="append", default=[], help="an item that should be part of it")
    options = parser.parse_args(arguments)
    try:
        key = verifying.read_key(options.key.read_bytes())
        said = report(options.file.read_bytes(), key, {path.name: path.read_bytes() for path in options.item})
    except verifying.NotGenuine as refusal:
        sys.stderr.write(f"NOT GENUINE: {refusal}\n")
        return 1
    except OSError as failure:
        sys.stderr.write(f"{failure.filename}: {failure.strerror}\n")
        return 2
    sys.stdout.write(said + "\n")
    return 0


def report(file: bytes, key: bytes, items: dict[str, bytes]) -> str:
    """What a genuine certificate says, in a few lines, and that the items were part of it. Raises NotGenuine."""
    certificate = verifying.verify(file, key)
    lines = [
        f"Genuine: {certificate['number']}, signed with key {verifying.key_id(key)}",
        f"Controller: {certificate['controller']['name']} ({certificate['controller']['company_number']})",
        f"Erased: {certificate['tree']['size']} records, {certificate['act']['reference']}",
        f"Effective on {certificate['effective_on']}; "
        + ("final since " if certificate["stage"] == "final" else "final on ")
        + f"{certificate['final_on']}" + ("" if certificate["stage"] == "final" else " at the latest"),
        f"Residual-data check: {certificate['check']['leftovers']} left over",
    ]  # fmt: skip
    for name, item_file in items.items():
        item = verifying.verify_item(item_file, certificate)
        lines.append(f"Part of it: {name} ({item['record_class']}, erased at {item['erased_at']})")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
