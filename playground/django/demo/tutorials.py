"""The servers of five texts that many projects start from, as they are printed: paths, settings, serializers, order of classes.

docs/tutorials.md names the texts and says what an app writes for each.
"""
from datetime import timedelta

import djoser.urls.authtoken
import djoser.urls.jwt
from django.contrib.auth import authenticate, get_user_model, logout
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from djoser.conf import settings as djoser_settings
from djoser.serializers import UserCreateSerializer, UserSerializer
from djoser.views import UserViewSet
from rest_framework.authentication import BasicAuthentication, SessionAuthentication, TokenAuthentication
from rest_framework.authtoken.models import Token
from rest_framework.authtoken.views import obtain_auth_token
from rest_framework.permissions import AllowAny, IsAdminUser, IsAuthenticatedOrReadOnly
from rest_framework.response import Response
from rest_framework.routers import DefaultRouter
from rest_framework.views import APIView
from rest_framework_jwt.authentication import JSONWebTokenAuthentication
from rest_framework_jwt.views import obtain_jwt_token, refresh_jwt_token, verify_jwt_token
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.tokens import RefreshToken
from rest_framework_simplejwt.views import token_obtain_pair, token_refresh

from demo.microblog import MeView, PostViewSet
from demo.mounting import mount

# drf-jwt stands for djangorestframework-jwt, which runs on no Django of today. The header is the visible difference.
DJANGO_REST_FRAMEWORK_JWT = {"JWT_AUTH_HEADER_PREFIX": "JWT", "JWT_ALLOW_REFRESH": True}


# "Angular API Calls with Django: Authentication with JWT"

angular = mount(
    "tutorial-angular/",
    path("api-token-auth/", obtain_jwt_token),
    path("api-token-refresh/", refresh_jwt_token),
    path("api/posts", PostViewSet.as_view({"get": "list", "post": "create"})),
    authentication=[JSONWebTokenAuthentication, SessionAuthentication, BasicAuthentication],
    permissions=[IsAuthenticatedOrReadOnly],
    settings={**DJANGO_REST_FRAMEWORK_JWT, "JWT_EXPIRATION_DELTA": timedelta(seconds=3600)},
)


# "Authenticate Django APIs with JWT!": first with simplejwt's views, then with `get_token()`


def get_token(user):
    token = RefreshToken.for_user(user)
    return {"access-token": str(token.access_token), "refresh-token": str(token)}


class AccessTokenView(APIView):
    authentication_classes = []
    permission_classes = [AllowAny]

    def post(self, request):
        user = authenticate(request, username=request.data.get("username"), password=request.data.get("password"))
        if user is None:
            return Response({"detail": "No active account found with the given credentials"}, status=401)
        return Response(get_token(user))


class OwnRefreshView(APIView):
    """"RefreshToken() can also be used to get access token by the refresh token"."""

    authentication_classes = []
    permission_classes = [AllowAny]

    def post(self, request):
        token = RefreshToken(request.data["refresh-token"])
        return Response({"access-token": str(token.access_token), "refresh-token": str(token)})


simplejwt = mount(
    "tutorial-simplejwt/",
    path("access-token/", token_obtain_pair),
    path("access-token/refresh/", token_refresh),
    authentication=[JWTAuthentication],
)
own_names = mount(
    "tutorial-get-token/",
    path("access-token/", AccessTokenView.as_view()),
    path("access-token/refresh/", token_refresh),
    path("access-token/own-refresh/", OwnRefreshView.as_view()),
    authentication=[JWTAuthentication],
)


# "How to Implement Token Authentication with Django REST Framework": the token lies in a cookie


class QuestionView(APIView):
    def get(self, request, pk):
        return Response({"id": pk, "question_text": "What's new?"})


def logout_user(request):
    """accounts/logout: "to invalidate the cookie that holds the Authentication Token"."""
    logout(request)
    response = redirect("../polls/")
    response.delete_cookie("token")
    return response


def polls(request):
    """A page that Django renders for whom the cookie names."""
    token = Token.objects.select_related("user").filter(key=request.COOKIES.get("token", "")).first()
    return HttpResponse(f"Polls for {token.user.get_username()}" if token else "Please log in.")


cookie = mount(
    "tutorial-cookie/",
    path("accounts/get_auth_token/", obtain_auth_token),
    path("accounts/logout", logout_user),
    path("polls/", polls),
    path("polls/api/questions/<int:pk>", QuestionView.as_view()),
    authentication=[TokenAuthentication],
)


# djangorestframework-jwt's own page: SessionAuthentication comes first, so 403 is said where 401 is meant


class StaffView(APIView):
    permission_classes = [IsAdminUser]

    def get(self, request):
        return Response({"staff": True})


def _session_first(prefix, *more, **settings):
    return mount(
        prefix,
        path("api-token-auth/", obtain_jwt_token),
        path("api-token-refresh/", refresh_jwt_token),
        *more,
        path("protected-url/", MeView.as_view()),
        path("staff/", StaffView.as_view()),
        authentication=[SessionAuthentication, BasicAuthentication, JSONWebTokenAuthentication],
        settings={**DJANGO_REST_FRAMEWORK_JWT, **settings},
    )


# Renewing ends at JWT_REFRESH_EXPIRATION_DELTA; the "late" ones are past it from the first moment.
readme = _session_first("tutorial-readme/")
readme_late = _session_first("tutorial-readme-late/", JWT_REFRESH_EXPIRATION_DELTA=timedelta(seconds=-1))
readme_late_verify = _session_first(
    "tutorial-readme-late-verify/",
    path("api-token-verify/", verify_jwt_token),
    JWT_REFRESH_EXPIRATION_DELTA=timedelta(seconds=-1),
)


# "Token Based Authentication with Django Rest Framework and Djoser": DJOSER = {"USER_ID_FIELD": "username"}.
# djoser reads that once, in these two classes and as the viewset's lookup_field.

USER_ID_FIELD = "username"
_told = (*get_user_model().REQUIRED_FIELDS, USER_ID_FIELD, djoser_settings.LOGIN_FIELD)


class NamedUserSerializer(UserSerializer):
    class Meta(UserSerializer.Meta):
        fields = _told


class NamedUserCreateSerializer(UserCreateSerializer):
    class Meta(UserCreateSerializer.Meta):
        fields = (*_told, "password")


class NamedUserViewSet(UserViewSet):
    serializer_class = NamedUserSerializer
    lookup_field = USER_ID_FIELD

    def get_serializer_class(self):
        named = {UserSerializer: NamedUserSerializer, UserCreateSerializer: NamedUserCreateSerializer}
        chosen = super().get_serializer_class()
        return named.get(chosen, chosen)


users = DefaultRouter()
users.register("users", NamedUserViewSet)
djoser_by_name = mount(
    "djoser-username/api/v1/",
    *users.urls,
    *djoser.urls.authtoken.urlpatterns,
    authentication=[TokenAuthentication],
)
djoser_jwt_by_name = mount(
    "djoser-username-jwt/",
    *users.urls,
    *djoser.urls.jwt.urlpatterns,
    authentication=[JWTAuthentication],
)

prefixes = [
    angular,
    simplejwt,
    own_names,
    cookie,
    readme,
    readme_late,
    readme_late_verify,
    djoser_by_name,
    djoser_jwt_by_name,
]
