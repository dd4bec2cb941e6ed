"""Every setting of the site, read from the environment; .env.example lists them."""

import secrets
import sys
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _
from django_prose_editor.config import html_tags
from environs import Env
from js_asset import static_lazy

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL = BASE_DIR / ".local"

env = Env()
env.read_env(str(BASE_DIR / ".env"), recurse=False)

DEBUG = env.bool("DEBUG", False)
# plain http, for a try-out on one's own machine
INSECURE_HTTP = env.bool("INSECURE_HTTP", DEBUG)


def _development_key() -> str:
    """A secret of this checkout's own, made at first use; DEBUG alone reads it."""
    path = LOCAL / "secret-key"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


_missing = [
    name for name in ("SECRET_KEY", "DATABASE_URL", "ALLOWED_HOSTS") if not env.str(name, "")
]
if _missing and not DEBUG:
    sys.exit(
        f"Not set in the environment: {', '.join(_missing)}. See .env.example, or set DEBUG=1."
    )

SECRET_KEY = env.str("SECRET_KEY", "") or _development_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [])
SITE_ADDRESS = env.str("SITE_ADDRESS", "").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS] if SITE_ADDRESS else []

INSTALLED_APPS = [
    "modeltranslation",
    "accounts.apps.GroupsConfig",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "cluster_site.apps.ClusterSiteConfig",
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
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cluster_site.middleware.RevalidationMiddleware",
    "cluster_site.compression.TextCompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cluster_site.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "cluster_site.middleware.SiteMiddleware",
    "axes.middleware.AxesMiddleware",
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
                "cluster_site.context.site",
            ],
        },
    },
]
FORM_RENDERER = "core.form_renderer.FormRenderer"

# one server process may hold this many connections at a time; 0 opens one for each request
_pool_size = env.int("DATABASE_POOL_SIZE", 0 if DEBUG else 8)
_database = env.dj_db_url("DATABASE_URL", "postgres:///cluster")
if _pool_size:
    # beside whatever the address itself asks for, such as sslmode
    _pool = {"min_size": 1, "max_size": _pool_size, "timeout": 10}
    _database["OPTIONS"] = {**_database.get("OPTIONS", {}), "pool": _pool}
DATABASES = {"default": _database}

# why a connection failed is said once, by whoever needed it; not at each of the pool's attempts
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "loggers": {"psycopg.pool": {"level": "ERROR"}},
}

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
# ten wrong passwords for one account from one address close that pair for a quarter of an hour
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "core.network.address_in_words"
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "username"

# language and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("nb", _("Norwegian"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en", "nb")
TIME_ZONE = env.str("TIME_ZONE", "Europe/Oslo")
USE_TZ = True
FORMAT_MODULE_PATH = ["cluster_site.formats"]

# files
STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = env.str("MEDIA_ROOT", str(LOCAL / "media"))
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
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
vars().update(env.dj_email_url("EMAIL_URL", "console://"))
DEFAULT_FROM_EMAIL = env.str("FROM_EMAIL", "webmaster@localhost")

# security
SECURE_SSL_REDIRECT = not INSECURE_HTTP
SESSION_COOKIE_SECURE = not INSECURE_HTTP
CSRF_COOKIE_SECURE = not INSECURE_HTTP
SECURE_HSTS_SECONDS = 0 if INSECURE_HTTP else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = not INSECURE_HTTP
SECURE_HSTS_PRELOAD = not INSECURE_HTTP
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = 14 * 24 * 3600

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
