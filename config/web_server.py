"""Gunicorn's configuration: ``gunicorn --config config/web_server.py config.wsgi``."""

import os

from config import logs

_is_local = os.environ.get("DJANGO_SETTINGS_MODULE") == "config.settings.local"

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = 4
# Its own access log would write addresses; ours writes routes.
accesslog = None
control_socket_disable = True
logconfig_dict = logs.configuration(as_json=not _is_local)
