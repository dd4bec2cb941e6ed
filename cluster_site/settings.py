"""Every setting of the site. What the operator sets comes first; .env.example lists it."""

import secrets
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.db import DEFAULT_DB_ALIAS
from django.utils.translation import gettext_lazy as _
from django_prose_editor.config import html_tags
from environs import validate
from js_asset import static_lazy

from core.database import request_database_settings
from core.environment import BASE_DIR, env, exit_on_invalid_settings, require_text
from core.logs import logging_configuration
from core.replica import REPLICA

LOCAL = BASE_DIR / ".local"

# the environment
DEBUG = env.bool("DEBUG", False)
# plain http, for a try-out on one's own machine
INSECURE_HTTP = env.bool("INSECURE_HTTP", bool(DEBUG))
SECRET_KEY = env.str("SECRET_KEY", "" if DEBUG else ..., validate=[] if DEBUG else require_text)
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", "" if DEBUG else ..., needed=not DEBUG)
SITE_ADDRESS = env.site_address("SITE_ADDRESS", "")
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
TIME_ZONE = env.time_zone("TIME_ZONE", "Europe/Oslo")
STATIC_ROOT = env.folder("STATIC_ROOT", "staticfiles")
MEDIA_ROOT = env.folder("MEDIA_ROOT", ".local/media", other_than=STATIC_ROOT)
MEDIA_S3_BUCKET = env.str("MEDIA_S3_BUCKET", "")
_bucket_options = {
    "bucket_name": MEDIA_S3_BUCKET,
    "endpoint_url": env.web_address("MEDIA_S3_ENDPOINT", "") or None,
    "region_name": env.str("MEDIA_S3_REGION", "") or None,
    "access_key": env.str("MEDIA_S3_ACCESS_KEY", ""),
    "secret_key": env.str("MEDIA_S3_SECRET_KEY", ""),
}
BACKUP_DIR = env.folder("BACKUP_DIR", "", needed=False)
BACKUP_RECIPIENT = env.str("BACKUP_RECIPIENT", "")
BACKUP_COPY_COMMAND = env.command("BACKUP_COPY_COMMAND", "")
ERASURE_LOG = env.folder("ERASURE_LOG", "", needed=False) or str(
    Path(BACKUP_DIR or LOCAL, "erasures.jsonl")
)
database_address = env.database("DATABASE_URL", "postgres:///cluster" if DEBUG else ...)
replica_address = env.database("DATABASE_REPLICA_URL", "", needed=False)
_pool_size = env.int("DATABASE_POOL_SIZE", 0 if DEBUG else 8, validate=validate.Range(0, 500))
PGBOUNCER = env.bool("PGBOUNCER", False)
_seconds = validate.Range(0, 24 * 3600)
_lock_timeout = env.int("DATABASE_LOCK_TIMEOUT", 10, validate=_seconds)
_statement_timeout = env.int("DATABASE_STATEMENT_TIMEOUT", 30, validate=_seconds)
_idle_timeout = env.int("DATABASE_IDLE_TIMEOUT", 60, validate=_seconds)
PAGE_CACHE_MB = env.int("PAGE_CACHE_MB", 0 if DEBUG else 32, validate=validate.Range(0, 65536))
CACHE_URL = env.cache_server("CACHE_URL", "")
PURGE_URL = env.web_address("PURGE_URL", "")
PURGE_TOKEN = env.str("PURGE_TOKEN", "")
_mail_server = env.mail_server("EMAIL_URL", "console://")
DEFAULT_FROM_EMAIL = env.sender("FROM_EMAIL", "webmaster@localhost")
ERRORS_TO = env.addresses("ERRORS_TO", "")
SENTRY_DSN = env.sentry("SENTRY_DSN", "")
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
SLOW_QUERY_MS = env.int("SLOW_QUERY_MS", 0, validate=validate.Range(0, 3_600_000))
CHECK_LINKS = env.bool("CHECK_LINKS", True)
SECOND_FACTOR_DAYS = env.int("SECOND_FACTOR_DAYS", 14, validate=validate.Range(0, 3650))
SECURE_HSTS_SECONDS = env.int(
    "HSTS_SECONDS", 0 if INSECURE_HTTP else 3600, validate=validate.Range(0)
)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", False)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", False)
env.int("WEB_CONCURRENCY", 2, validate=validate.Range(1, 256))  # gunicorn.conf.py
exit_on_invalid_settings()

# a cursor on the server ends with its transaction, after which another connection may be had
for _address in filter(None, [database_address, replica_address]):
    _address["DISABLE_SERVER_SIDE_CURSORS"] = PGBOUNCER


def _development_key() -> str:
    """Return this checkout's own secret for DEBUG, created at first use."""
    path = LOCAL / "secret-key"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = SECRET_KEY or _development_key()
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS] if SITE_ADDRESS else []

INSTALLED_APPS = [
    "modeltranslation",
    "accounts.apps.GroupsConfig",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "cluster_site.apps.ClusterSiteConfig",
    "relations",
    "news",
    "members",
    "images",
    "desk",
    "accounts",
    "core",
    "cluster_site.apps.DeskAdminConfig",
    "content_editor",
    "django_prose_editor",
    "js_asset",
    "taggit",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
]

MIDDLEWARE = [
    "cluster_site.middleware.RequestIdMiddleware",
    "cluster_site.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "cluster_site.middleware.RevalidationMiddleware",
    "cluster_site.compression.TextCompressionMiddleware",
    "cluster_site.health.OutageMiddleware",
    "cluster_site.load_shedding.LoadSheddingMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cluster_site.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cluster_site.middleware.SiteMiddleware",
    "axes.middleware.AxesMiddleware",
    "cluster_site.collisions.CollisionMiddleware",
]

if METRICS_TOKEN:
    INSTALLED_APPS.append("django_prometheus")
    MIDDLEWARE = [
        "cluster_site.metrics.MetricsMiddleware",
        "django_prometheus.middleware.PrometheusBeforeMiddleware",
        *MIDDLEWARE,
        "django_prometheus.middleware.PrometheusAfterMiddleware",
    ]

ROOT_URLCONF = "cluster_site.urls"
WSGI_APPLICATION = "cluster_site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cluster_site.context.site_context",
            ],
        },
    },
]
FORM_RENDERER = "core.form_renderer.FormRenderer"

DATABASES = {
    alias: request_database_settings(
        address,
        pool_size=_pool_size,
        limits={
            "lock_timeout": _lock_timeout,
            "statement_timeout": _statement_timeout,
            "idle_in_transaction_session_timeout": _idle_timeout,
        },
    )
    for alias, address in ((DEFAULT_DB_ALIAS, database_address), (REPLICA, replica_address))
    if address
}
DATABASE_ROUTERS = ["core.replica.ReplicaRouter"] if replica_address else []

# failures go to stderr, and where that is set by mail and to Sentry
LOGGING = logging_configuration(debug=bool(DEBUG), by_mail=bool(ERRORS_TO), sentry_dsn=SENTRY_DSN)
ADMINS = [(address, address) for address in ERRORS_TO]
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_SUBJECT_PREFIX = ""
ERROR_MAIL_BACKEND = "desk.tasks.mail.ErrorMailBackend"

# a lock that may make two transactions wait in a circle is an error, where it is still to be mended
CHECK_LOCK_ORDER = DEBUG

# accounts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AXES_HANDLER = "desk.accounts.sign_in_limits.SignInLimits"
AXES_LOCKOUT_CALLABLE = "desk.accounts.sign_in_limits.too_many_attempts_response"
AXES_USERNAME_FORM_FIELD = "username"
AXES_ENABLE_ADMIN = False  # its tables stay empty

# language and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("nb", _("Norwegian"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en", "nb")
USE_TZ = True
FORMAT_MODULE_PATH = ["cluster_site.formats"]

# files
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "core.bucket.BucketStorage", "OPTIONS": _bucket_options}
    if MEDIA_S3_BUCKET
    else {"BACKEND": "core.storage.AtomicFileStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o644

# forms: an article of 200 blocks has 1,133 fields; more is a bare 400 at the default of 1,000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
TAGGIT_CASE_INSENSITIVE = True

# mail
vars().update(_mail_server)
EMAIL_TIMEOUT = _mail_server["EMAIL_TIMEOUT"] or 10

# security
SECURE_SSL_REDIRECT = not INSECURE_HTTP
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_SECURE = not INSECURE_HTTP
CSRF_COOKIE_SECURE = not INSECURE_HTTP
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "cluster_site.expired_forms.csrf_failure"
# an hour of HSTS can be taken back, and other hosts of the domain are not ours to decide about
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# no page uses these, so no script that got in may ask for them either
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "hid",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
        "xr-spatial-tracking",
    )
}

_POLICY = {
    "default-src": [NONE],
    "img-src": [SELF],
    "font-src": [SELF],
    "style-src": [SELF],
    "script-src": [SELF],
    "connect-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
    "manifest-src": [SELF],
}
# public pages are cached, where a nonce would repeat: no inline style or script at all
CONTENT_SECURITY_POLICY = {"DIRECTIVES": _POLICY}
# the editors of the admin bring an import map and styles of their own
ADMIN_POLICY = {
    **_POLICY,
    "img-src": [SELF, "data:", "blob:"],
    "style-src": [SELF, NONCE],
    "script-src": [SELF, NONCE],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}

# django-prose-editor: what the desk adds to it, and a menu that needs no mouse
DJANGO_PROSE_EDITOR_MENU_GROUPS = [
    {"group": "blockType -lists"},
    {"group": "lists"},
    {"group": "nodes -blockType -lists"},
    {"group": "marks"},
    {"group": "link"},
    {"group": "history"},
]
DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {
        "js": [static_lazy("desk/prose-extensions.js")],
        "extensions": {
            "RecordLink": html_tags([]),
            "LiveNumber": html_tags([]),
            "CleanPaste": html_tags([]),
        },
    }
]
