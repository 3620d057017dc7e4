#!/bin/sh
# Django's deployment checks under production settings, with an environment that exists for this check only.
export DJANGO_SETTINGS_MODULE=config.settings.production
export SECRET_KEY="check-$(head -c 48 /dev/urandom | od -An -tx1 | tr -d ' \n')"
export ALLOWED_HOSTS=sigill.example KEY_DIRECTORY=/nonexistent/keys SEALED_FILES_DIRECTORY=/nonexistent/files
export REDIS_URL=redis://127.0.0.1:1/0
for role in OWNER_ KEEPER_ GATEKEEPER_ ""; do
    export "${role}DATABASE_URL=postgresql://nobody@127.0.0.1:1/nothing"
done
exec .venv/bin/python manage.py check --deploy --fail-level WARNING
