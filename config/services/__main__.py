"""``python -m config.services``: whether the web server's port is free, asked before anything is started."""

import os
import sys

from config.services import ports

wanted = os.environ.get("PORT") or "8000"
if not wanted.isdecimal() or not 0 < int(wanted) < 65_536:
    sys.exit(f"PORT is {wanted!r}; write a number from 1 to 65535.")
sys.exit(ports.explanation(int(wanted)) or 0)
