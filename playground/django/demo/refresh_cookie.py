"""simplejwt with the refresh token in an HttpOnly cookie: four small views to copy.

The access token comes in the body and stays in the page's memory. The refresh token never reaches a script.

    POST login/    {"username", "password"}   200 {"access"}, and the cookie
    POST refresh/  (the cookie)               200 {"access"}, and the next cookie; 401 if the session is over
    POST logout/   (the cookie)               204, the cookie is gone and its token blacklisted
    GET  csrf/                                200 {"csrfToken"}, and Django's CSRF cookie

In settings.py: "rest_framework_simplejwt.token_blacklist" in INSTALLED_APPS, Django's CsrfViewMiddleware in MIDDLEWARE, and

    SIMPLE_JWT = {"ROTATE_REFRESH_TOKENS": True, "BLACKLIST_AFTER_ROTATION": True}
    REFRESH_COOKIE = {"key": "refresh_token", "path": "/api/auth/", "httponly": True, "secure": not DEBUG, "samesite": "Strict"}

The path is where these views are: no other request takes the refresh token along. For a page on another site than the API:
`"samesite": "None", "secure": True`, CORS_ALLOW_CREDENTIALS, and the page's origin in CORS_ALLOWED_ORIGINS and CSRF_TRUSTED_ORIGINS.
"""
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.middleware.csrf import get_token, rotate_token
from rest_framework.authentication import SessionAuthentication
from rest_framework.parsers import JSONParser
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt.exceptions import InvalidToken, TokenError
from rest_framework_simplejwt.tokens import RefreshToken
from rest_framework_simplejwt.views import TokenObtainPairView, TokenRefreshView


class CsrfProtected:
    """For views that believe a cookie. DRF takes its views out of Django's CSRF check; this is the check, with DRF's JSON answer."""

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        SessionAuthentication().enforce_csrf(request)


class LoginView(TokenObtainPairView):
    # It believes no cookie. JSON only: a form on somebody else's page cannot log anyone in here.
    parser_classes = [JSONParser]

    def post(self, request, *args, **kwargs):
        response = super().post(request, *args, **kwargs)
        rotate_token(request)  # also sends the CSRF cookie, for the first refresh
        return _with_cookie(response)


class RefreshView(CsrfProtected, TokenRefreshView):
    def post(self, request, *args, **kwargs):
        serializer = self.get_serializer(data={"refresh": _token_of(request)})
        try:
            serializer.is_valid(raise_exception=True)
        except TokenError as error:
            # The cookie is kept: another tab may just have replaced it, and a deletion would hit the new one.
            raise InvalidToken(error.args[0]) from error
        except ObjectDoesNotExist as error:  # simplejwt up to 5.5.1 lets this become a 500
            raise InvalidToken("The user of this token was deleted.") from error
        return _with_cookie(Response(serializer.validated_data))


class LogoutView(CsrfProtected, APIView):
    authentication_classes = ()
    permission_classes = ()

    def post(self, request):
        response = Response(status=204)
        cookie = settings.REFRESH_COOKIE
        response.delete_cookie(cookie["key"], path=cookie["path"], samesite=cookie["samesite"])
        try:
            RefreshToken(_token_of(request)).blacklist()
        except (InvalidToken, TokenError):
            pass  # logged out already
        return response


class CsrfView(APIView):
    """For pages on another site, which cannot read the CSRF cookie. CORS decides who may read the answer."""

    authentication_classes = ()
    permission_classes = ()

    def get(self, request):
        return Response({"csrfToken": get_token(request)})


def _token_of(request):
    token = request.COOKIES.get(settings.REFRESH_COOKIE["key"])
    if not token:
        raise InvalidToken("There is no refresh cookie.")
    return token


def _with_cookie(response):
    """Moves the refresh token from the body into the cookie. Without rotation, a refresh has none to move."""
    token = response.data.pop("refresh", None)
    if token:
        response.set_cookie(value=token, max_age=RefreshToken.lifetime, **settings.REFRESH_COOKIE)
    return response
