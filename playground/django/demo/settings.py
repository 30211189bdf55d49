"""The Django settings: one project, every token package installed side by side (or only some of them: see stack.py)."""
import os
from datetime import timedelta
from pathlib import Path

from corsheaders.defaults import default_headers

from demo.stack import OLDEST

CONTROL = os.environ.get("SOJOURN_CONTROL") == "1"
DEMO_PASSWORD = "correct-horse-1"

DEBUG = False  # as in production: a POST without its slash is redirected, errors are short
SECRET_KEY = "sojourn-demo-key-for-one-machine-only-never-for-a-network"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "demo.urls"
BASE_DIR = Path(__file__).resolve().parent.parent

OTHER_APPS = [
    "rest_framework_jwt.blacklist",
    "knox",
    "ninja_jwt.token_blacklist",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "allauth.headless",
    "dj_rest_auth",
    "dj_rest_auth.registration",
    "oauth2_provider",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "corsheaders",
    "rest_framework",
    "rest_framework.authtoken",
    "rest_framework_simplejwt",
    "rest_framework_simplejwt.token_blacklist",
    "djoser",
    *([] if OLDEST else OTHER_APPS),
    "demo",
]

# simplejwt's blacklist has the label "token_blacklist" as well. The tables of the second one have no migrations then.
if not OLDEST:
    from ninja_jwt.token_blacklist.apps import TokenBlacklistConfig

    TokenBlacklistConfig.label = "ninja_token_blacklist"
MIGRATION_MODULES = {"ninja_token_blacklist": None}

MIDDLEWARE = [
    "demo.cookie_mounts.credentials_middleware",
    "corsheaders.middleware.CorsMiddleware",
    *(["demo.lab.LabMiddleware"] if CONTROL else []),
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "demo.cookie_mounts.CsrfMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    *([] if OLDEST else ["allauth.account.middleware.AccountMiddleware"]),
]

TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]

DATABASES = {
    "default": {
        "ENGINE": "demo.old_sqlite" if OLDEST else "django.db.backends.sqlite3",
        "NAME": os.environ.get("SOJOURN_DB", ":memory:"),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # Many threads write: wait for each other instead of failing with "database is locked".
            "timeout": 30,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;",
        },
    }
}

# A login should cost a test nothing. A real server keeps Django's slow default.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
USE_TZ = True
USE_I18N = True
LANGUAGE_CODE = "en"
EMAIL_BACKEND = "demo.mail.RememberingBackend"

CORS_ALLOW_ALL_ORIGINS = True
CORS_URLS_REGEX = r"^/(?!misconfigured/no-cors/)"
CORS_ALLOW_HEADERS = [*default_headers, "x-session-token", "x-email-verification-key", "x-password-reset-key"]  # allauth's
CORS_EXPOSE_HEADERS = [
    name.strip() for name in os.environ.get("SOJOURN_EXPOSE_HEADERS", "Retry-After").split(",") if name.strip()
]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],  # each mount in urls.py names its own
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
}

# Lifetimes, rotation and the drf-jwt limits are set in tuning.py, from the environment and at run time.
SIMPLE_JWT = {
    # simplejwt imports its blacklist only if this is on at start. Without ROTATE_REFRESH_TOKENS it rotates nothing,
    # but makes `verify` answer 400 for a blacklisted token.
    "BLACKLIST_AFTER_ROTATION": True,
}
JWT_AUTH = {"JWT_EXPIRATION_DELTA": timedelta(minutes=1)}

DJOSER = {
    "ACTIVATION_URL": "activation/{uid}/{token}",
    "PASSWORD_RESET_CONFIRM_URL": "password-reset/{uid}/{token}",
    "USERNAME_RESET_CONFIRM_URL": "username-reset/{uid}/{token}",
}

# allauth asks this function for each of its settings; dj-rest-auth's registration and social login use allauth's too.
ALLAUTH_SETTING_GETTER = "demo.allauth_settings.find"
HEADLESS_ONLY = True
HEADLESS_JWT_ALGORITHM = "HS256"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a code is good once only, and tests log in more than once in 30 seconds
HEADLESS_FRONTEND_URLS = {
    "account_confirm_email": "https://app.example.test/verify-email/{key}",
    "account_reset_password": "https://app.example.test/password-reset",
    "account_reset_password_from_key": "https://app.example.test/password-reset-key/{key}",
    "account_signup": "https://app.example.test/signup",
    "socialaccount_login_error": "https://app.example.test/social-error",
}
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {
    "fake": {
        "APPS": [{"client_id": "sojourn", "secret": "known-to-everybody"}],
        # Whose address the provider has verified is logged in as its user here. (Without the second, dj-rest-auth fails.)
        "EMAIL_AUTHENTICATION": True,
    }
}

OAUTH2_PROVIDER = {"ALWAYS_RELOAD_OAUTHLIB_CORE": True}  # lifetimes are moved while the server runs
LOGIN_URL = "/"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "waitress": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        # Warns of the password grant at each login.
        "oauth2_provider": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
    },
}
