"""The test suite: a cluster of its own, and events recorded on the test's own transaction."""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

from config.settings.base import ROOT

if "pytest" in sys.modules and "SIGILL_TEST_SUPERUSER_URL" not in os.environ:
    from config import services
    from tests.fixtures import servers

    _urls = services.ensure(servers.folder(ROOT / "var" / "test-services"), is_durable=False)
    for _name in [name for name in os.environ if name.endswith(("DATABASE_URL_FILE", "REDIS_URL_FILE"))]:
        del os.environ[_name]
    os.environ["DATABASE_URL"] = _urls.databases["app"]
    os.environ["REDIS_URL"] = _urls.redis
    os.environ["SIGILL_TEST_SUPERUSER_URL"] = _urls.superuser
    for _role in ("owner", "keeper", "gatekeeper", "sealer"):
        os.environ[f"{_role.upper()}_DATABASE_URL"] = _urls.databases[_role]

# Workers share the cluster of the run that started them; each has a Redis database of its own.
if _worker := os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw"):
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{10 + int(_worker)}"

from config.settings.local import *  # noqa: F403


def _remove(scratch: Path, owner: int) -> None:
    if os.getpid() == owner:
        shutil.rmtree(scratch, ignore_errors=True)


TESTING = True
AUDIT_RECORDER = "audit.trail.TransactionRecorder"
# Programs that a test starts (and often kills) put theirs inside the suite's, which is removed as a whole at the end.
_scratch = Path(tempfile.mkdtemp(prefix="sigill-test-", dir=os.environ.get("SIGILL_TEST_SCRATCH")))
os.environ.setdefault("SIGILL_TEST_SCRATCH", str(_scratch))
atexit.register(_remove, _scratch, os.getpid())
KEY_DIRECTORY = str(_scratch / "keys")
RESIDUAL_CHECK_FOLDERS = []
SEALED_FILES_DIRECTORY = str(_scratch / "files")
JOURNAL_DIRECTORY = ""
AUDIT_WITNESSES = ""
DEMO_FOLDER = _scratch / "demo"
PASSWORD_HASHERS = ["tests.fixtures.passwords.LightArgon2"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# A task runs at once where it is asked for; what a worker of its own does is tested with a real one.
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
# What Python compiles is kept, even where nobody wants that otherwise: the suite starts many programs, and each would
# compile all of ours anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
STATIC_ROOT = _scratch / "static"
STATIC_ROOT.mkdir()
