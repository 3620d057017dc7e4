#!/bin/sh
# Static files for the image: production settings want an environment, and this one reaches nothing.
set -e
export SECRET_KEY="build-$(head -c 48 /dev/urandom | od -An -tx1 | tr -d ' \n')"
export ALLOWED_HOSTS=sigill.invalid KEY_DIRECTORY=/nonexistent/keys SEALED_FILES_DIRECTORY=/nonexistent/files
export REDIS_URL=redis://127.0.0.1:1/0
for role in OWNER_ KEEPER_ GATEKEEPER_ ""; do
    export "${role}DATABASE_URL=postgresql://nobody@127.0.0.1:1/nothing"
done
exec python manage.py collectstatic --no-input --verbosity 0
