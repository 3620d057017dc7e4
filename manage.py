#!/usr/bin/env python
"""Django's command line for Sigill."""

import gc
import os
import sys

if __name__ == "__main__":
    # What loads stays: looking through it for cycles after every 700 objects is a fifth of the time to start.
    gc.set_threshold(50_000)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
