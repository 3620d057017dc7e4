"""What the programs of a test leave on the disk when they are killed: nothing outside the suite's own folder."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

KILLED = "import os; from config.settings import test; print(test.STATIC_ROOT, flush=True); os.kill(os.getpid(), 9)"


def test_a_killed_program_leaves_its_scratch_inside_that_of_the_suite() -> None:
    command = [sys.executable, "-c", KILLED]
    done = subprocess.run(command, cwd=settings.ROOT, capture_output=True, text=True, check=False)
    left = Path(done.stdout.strip())
    assert done.returncode == -9
    assert left.is_dir()
    assert Path(os.environ["SIGILL_TEST_SCRATCH"]) in left.parents
