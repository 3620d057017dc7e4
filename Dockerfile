# One image for web, worker, beat and the one-time preparation. Nothing secret is in it.
FROM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY pyproject.toml requirements.lock ./
COPY config/__init__.py config/__init__.py
COPY config/deployment config/deployment
# The whole lock tells which packages need which; production then gets its part of it, held to the same hashes.
RUN python -m venv /opt/all \
 && /opt/all/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock \
 && /opt/all/bin/python -m config.deployment.production_lock > production.lock \
 && python -m venv /opt/sigill \
 && /opt/sigill/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r production.lock

FROM python:3.11-slim-bookworm
ENV PATH=/opt/sigill/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production
RUN groupadd --gid 10001 sigill \
 && useradd --uid 10001 --gid sigill --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin sigill \
 && install -d -o sigill -g sigill -m 700 /var/lib/sigill /var/lib/sigill/keys /var/lib/sigill/files /var/lib/sigill/journal \
 && install -d -o sigill -g sigill /srv/sigill/var
COPY --from=builder /opt/sigill /opt/sigill
WORKDIR /srv/sigill
COPY --chown=root:root manage.py pyproject.toml ./
COPY audit audit
COPY personal_data personal_data
COPY accounts accounts
COPY collections_app collections_app
COPY retention retention
COPY privacy privacy
COPY config config
COPY templates templates
COPY static static
COPY locale locale
# Catalogues and static files are made once, here; the settings of this step serve nothing.
RUN python -m config.catalogues \
 && sh config/deployment/collect_static.sh \
 && python -m compileall -q .
USER sigill
EXPOSE 8000
CMD ["gunicorn", "--config", "config/web_server.py", "config.wsgi"]
