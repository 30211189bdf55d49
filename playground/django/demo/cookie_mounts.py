"""What the prefixes with cookies need from Django and from CORS, for these prefixes alone: the others must behave as without them."""
import corsheaders.middleware
from django.conf import settings as django_settings
from django.middleware.csrf import CsrfViewMiddleware

from demo import tuning

PREFIXES = (
    "/dj-rest-auth-cookie/",
    "/dj-rest-auth-csrf/",
    "/dj-rest-auth-refresh-cookie/",
    "/simplejwt-cookie/",
    "/session/",
)
ACCESS_COOKIES = ("app-auth", "app-csrf-auth")
REFRESH_COOKIES = ("app-refresh", "app-csrf-refresh", "app-refresh-only", "refresh_token")

_CORS = {"CORS_ALLOW_ALL_ORIGINS": False, "CORS_ALLOW_CREDENTIALS": True}


def credentials_middleware(get_response):
    """django-cors-headers knows one set of settings for a project. Here pages of the listed origins may send cookies to these prefixes."""
    tuning.per_mount(corsheaders.middleware, name="conf")
    with_cookies = tuning.with_settings(get_response, _CORS)

    def serve(request):
        chosen = with_cookies if request.path.startswith(PREFIXES) else get_response
        return chosen(request)

    return serve


class CsrfMiddleware(CsrfViewMiddleware):
    """Django's own, which a new project has for all its routes."""

    @property
    def allowed_origins_exact(self):
        """Django reads the setting once, but here it changes while the server runs."""
        return set(django_settings.CSRF_TRUSTED_ORIGINS)

    def __call__(self, request):
        if request.path.startswith(PREFIXES):
            return super().__call__(request)
        return self.get_response(request)

    def process_view(self, request, *view):
        if request.path.startswith(PREFIXES):
            return super().process_view(request, *view)
        return None


def apply(settings, key):
    """Cookies of the same site, or cookies that cross sites: in every place where a package keeps its own setting."""
    cookies = settings["cookies"]
    same_site = "None" if cookies["crossSite"] else "Lax"
    django_settings.CORS_ALLOWED_ORIGINS = django_settings.CSRF_TRUSTED_ORIGINS = cookies["origins"]
    django_settings.SESSION_COOKIE_SAMESITE = django_settings.CSRF_COOKIE_SAMESITE = same_site
    django_settings.SESSION_COOKIE_SECURE = django_settings.CSRF_COOKIE_SECURE = cookies["crossSite"]
    django_settings.REFRESH_COOKIE = {
        "key": "refresh_token",
        "path": "/simplejwt-cookie/auth/",
        "httponly": True,
        "secure": cookies["crossSite"],
        "samesite": "None" if cookies["crossSite"] else "Strict",
    }


def token_of(request, names):
    """The first of these cookies that the request has."""
    return next((request.COOKIES[name] for name in names if request.COOKIES.get(name)), None)
