# The site and its commands. Runs as an account without rights; only /srv/media, /srv/backups and /tmp are written to.
FROM python:3.13-slim-trixie AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements/site.txt /requirements.txt
RUN python -m venv /venv && /venv/bin/pip install --require-hashes -r /requirements.txt

FROM python:3.13-slim-trixie
# Debian's mirrors keep only the newest version of a package, so none is pinned.
# pg_dump and pg_restore of the server's version or newer, and age, for backups
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends age gnupg postgresql-client \
    && rm -rf /var/lib/apt/lists/*
RUN groupadd --system --gid 10001 cluster \
    && useradd --system --uid 10001 --gid cluster --home-dir /srv/site --shell /usr/sbin/nologin cluster \
    && install -d -o cluster -g cluster /srv/media /srv/backups
COPY --from=build /venv /venv
WORKDIR /srv/site
COPY . .
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    MEDIA_ROOT=/srv/media \
    STATIC_ROOT=/srv/static
# collected in the image, where no database and no real key are needed
RUN PYTHON_DOTENV_DISABLED=1 SECRET_KEY=for-this-command-alone ALLOWED_HOSTS=localhost \
    DATABASE_URL=postgresql:///none python manage.py collectstatic --noinput
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "--bind=0.0.0.0:8000", "--worker-tmp-dir=/dev/shm", "cluster_site.wsgi"]
