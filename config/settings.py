"""Everything the portal reads from its environment. docs/deploy.md has the table of variables."""

import os
from datetime import timedelta
from importlib.metadata import distribution
from pathlib import Path

import dj_database_url
from django.utils.translation import gettext_lazy as _
from kombu import Queue

from config import broker, environment

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))
VAR_DIR.mkdir(parents=True, exist_ok=True)

# Secrets -------------------------------------------------------------------------------------------------------------

SECRET_KEY = environment.secret("SECRET_KEY")
FIELD_KEYS = environment.keyring("FIELD_KEYS")  # encrypts petitioners' identity; the first key is the current one
HASH_KEY = environment.key("HASH_KEY")  # finds a petitioner again without storing who it is

# The site ------------------------------------------------------------------------------------------------------------

DEBUG = environment.flag("DEBUG")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", default="127.0.0.1,localhost")
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")
TRUSTED_PROXIES = environment.words("TRUSTED_PROXIES")  # addresses whose X-Forwarded-For is believed
SITE_NAME = os.environ.get("SITE_NAME", "共治 · 澄明市")
SITE_NOTICE = os.environ.get("SITE_NOTICE", "本系统为非涉密系统，严禁存储、处理、传输国家秘密")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "template_partials",
    "axes",
    "core",
    "grids",
    "partyorgs",
    "petitions",
    "projects",
    "reports",
    "config",
]

MIDDLEWARE = [
    "core.middleware.request_id",
    "core.middleware.content_security_policy",
    "core.api.rates.rate_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "partyorgs.middleware.actor",
    "core.middleware.no_store",
    "core.middleware.idle_logout",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",  # last: turns a lock-out into its answer
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
                "core.context.shell",
            ],
            "builtins": [
                "django.templatetags.static",
                "django.templatetags.i18n",
                "django_htmx.templatetags.django_htmx",
                "template_partials.templatetags.partials",
                "core.templatetags.ui",
            ],
        },
    }
]

# The map -------------------------------------------------------------------------------------------------------------
# Our own polygons need nothing of this. A map server may lie below them: one Web Mercator address for each sheet, the
# lowest first, e.g. http://map.intranet/vec_w/{z}/{x}/{y}?tk={key}. Browsers only ever ask grids.views.tiles.

MAP_TILE_URLS = environment.words("MAP_TILE_URLS")
MAP_TILE_KEY = os.environ.get("MAP_TILE_KEY", "")
MAP_MAX_ZOOM = int(os.environ.get("MAP_MAX_ZOOM", "18"))
MAP_ATTRIBUTION = os.environ.get("MAP_ATTRIBUTION", "")  # whose map it is, and its approval number (审图号)

# Data ----------------------------------------------------------------------------------------------------------------

DATABASE_URL = os.environ.get("DATABASE_URL", f"sqlite:///{VAR_DIR / 'gongzhi.sqlite3'}")
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Without IMMEDIATE, half of concurrent writes on SQLite fail with "database is locked" (measured).
# The price: ATOMIC_REQUESTS must stay off, or every read would take the write lock.
SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
    "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;",
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS

MEDIA_ROOT = VAR_DIR / "files"  # never served by path: every file goes through a view that asks who may see it
STATIC_ROOT = VAR_DIR / "static"
STATIC_URL = "/static/"
# Leaflet's files only: as an app of ours django-leaflet would load GeoDjango, and that the libraries of GDAL.
STATICFILES_DIRS = [("leaflet", distribution("django-leaflet").locate_file("leaflet/static/leaflet"))]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
ATTACHMENT_MAX_BYTES = 20 * 1024 * 1024  # one file

# People --------------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # a stranger cannot lock a colleague out
AXES_CLIENT_IP_CALLABLE = "core.api.access.address_of"  # the visitor's, not the proxy's
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_RESET_ON_SUCCESS = True

SESSION_COOKIE_AGE = 30 * 60  # of idleness, see core.middleware.idle_logout
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

if environment.flag("HTTPS"):
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Classes of core.channels.Channel that carry notices further: a text message, WeCom, DingTalk, mail. None by default.
NOTICE_CHANNELS = environment.words("NOTICE_CHANNELS")
NOTICE_QUIET_HOURS = os.environ.get("NOTICE_QUIET_HOURS", "")  # 21:00-07:00: they wait then, unless red or urgent

# Words and days ------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# The API -------------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "core.api.access.KeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["core.api.access.HasScope"],
    "DEFAULT_THROTTLE_CLASSES": ["core.api.rates.PerMinute"],
    "DEFAULT_PARSER_CLASSES": ["core.api.parsing.Json"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "core.api.paging.CursorPages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_METADATA_CLASS": None,  # the schema describes the API, OPTIONS does not
    "EXCEPTION_HANDLER": "core.api.answers.answer",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
NAMED_ENUMS = (
    "Channel", "ClockName", "DeadlineLamp", "PetitionKind", "PetitionerKind", "StageLamp", "Status", "TimeBase",
    "Urgency",
)  # fmt: skip
SPECTACULAR_SETTINGS = {
    "TITLE": "共治 API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "PREPROCESSING_HOOKS": ["core.api.schema.without_slash"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "core.api.schema.with_problems",
    ],
    "ENUM_NAME_OVERRIDES": {name: f"petitions.enums.{name}" for name in NAMED_ENUMS},
    # Everything from our own server: the online validator and fonts stay away.
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"validatorUrl": None, "deepLinking": True},
}

# Counts the calls of each key. Without CACHE_URL each web process counts its own; with redis://… they count together.
# It must never hold a petition up, so it is given up at once when it does not answer.
CACHE_URL = os.environ.get("CACHE_URL", "")
if CACHE_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": CACHE_URL,
            "OPTIONS": {"socket_timeout": 0.2, "socket_connect_timeout": 0.2},
        }
    }

# Workers -------------------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = os.environ.get("BROKER_URL", "filesystem://localhost")
CELERY_BROKER_TRANSPORT_OPTIONS = broker.transport_options(CELERY_BROKER_URL, VAR_DIR / "broker")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker for ever
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True  # what became of a task is told by its row
CELERY_TASK_TIME_LIMIT = 240  # must stay below the broker's visibility_timeout
CELERY_TASK_SOFT_TIME_LIMIT = 210
CELERY_TASK_DEFAULT_QUEUE = "work"
CELERY_TASK_QUEUES = [Queue("work"), Queue("reports")]  # so that a roll-up can be kept from delaying a dispatch
CELERY_TASK_ROUTES = {"reports.*": {"queue": "reports"}}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_DB_REUSE_MAX = 10**9  # Celery's own way is a new connection a task; config.celery looks after them instead
CELERY_WORKER_MAX_TASKS_PER_CHILD = 5_000  # a new child reads all it keeps anew: not every 20 s on a busy day
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"  # keeps no file: every entry is a sweep that may run twice
CELERY_BEAT_SCHEDULE = {
    # name of the task: how often; a tick that waited longer than its period is dropped
    "core.sweep": {"task": "core.sweep", "schedule": 2.0, "options": {"expires": 2}},
    "reports.sweep": {"task": "reports.sweep", "schedule": 30.0, "options": {"expires": 30}},
    "core.carry_notices": {"task": "core.carry_notices", "schedule": 10.0, "options": {"expires": 10}},
    "core.forget_notices": {"task": "core.forget_notices", "schedule": 21600.0, "options": {"expires": 21600}},
    "core.forget_uploads": {"task": "core.forget_uploads", "schedule": 3600.0, "options": {"expires": 3600}},
    "core.forget_answers": {"task": "core.forget_answers", "schedule": 3600.0, "options": {"expires": 3600}},
    "partyorgs.remind_of_elections": {
        "task": "partyorgs.remind_of_elections",
        "schedule": 21600.0,
        "options": {"expires": 21600},
    },
    "petitions.sweep": {"task": "petitions.sweep", "schedule": 30.0, "options": {"expires": 30}},
    "petitions.archive": {"task": "petitions.archive", "schedule": 3600.0, "options": {"expires": 3600}},
    "petitions.remind_of_plans": {
        "task": "petitions.remind_of_plans",
        "schedule": 1800.0,
        "options": {"expires": 1800},
    },
    "petitions.supervise_clusters": {
        "task": "petitions.supervise_clusters",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "petitions.find_gaps": {"task": "petitions.find_gaps", "schedule": 1800.0, "options": {"expires": 1800}},
    "petitions.settle_due_moments": {
        "task": "petitions.settle_due_moments",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
}

# Logs ----------------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "core.middleware.RequestIdFilter"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s [%(request_id)s] %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["request_id"], "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
    "loggers": {"django": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
