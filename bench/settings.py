"""Settings of the benchmarks: the product as it runs, on a cluster of its own that waits for the disk."""

import os
import tempfile
from pathlib import Path

from config import services

ROOT = Path(__file__).resolve().parent.parent
if "SIGILL_TEST_SUPERUSER_URL" not in os.environ:
    _urls = services.ensure(ROOT / "var" / "bench-services")
    os.environ["DATABASE_URL"] = _urls.databases["app"]
    os.environ["REDIS_URL"] = _urls.redis
    os.environ["SIGILL_TEST_SUPERUSER_URL"] = _urls.superuser
    for _role in ("owner", "keeper", "gatekeeper", "sealer"):
        os.environ[f"{_role.upper()}_DATABASE_URL"] = _urls.databases[_role]
    os.environ["KEY_DIRECTORY"] = str(ROOT / "var" / "bench-keys")
    os.environ["JOURNAL_DIRECTORY"] = str(ROOT / "var" / "bench-journal")
    os.environ["SEALED_FILES_DIRECTORY"] = str(ROOT / "var" / "bench-files")

# Databases come and go here, and a journal belongs to one: each run begins with an empty one.
os.environ["JOURNAL_DIRECTORY"] = tempfile.mkdtemp(prefix="sigill-bench-journal-")
# The heads of the demo are no heads of these databases.
os.environ["AUDIT_WITNESSES"] = f"file:{os.environ['JOURNAL_DIRECTORY']}/heads.log"

from config.settings.local import *  # noqa: E402, F403  (reads the environment set above)

ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
