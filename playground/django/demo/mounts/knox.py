"""django-rest-knox behind the login view of its documentation: with a JSON body, and with Basic authentication."""
from datetime import timedelta

from django.contrib.auth import get_user_model, login
from django.urls import path
from knox import auth, views
from knox import models as knox_models
from knox.settings import knox_settings
from rest_framework.authentication import BasicAuthentication
from rest_framework.authtoken.serializers import AuthTokenSerializer
from rest_framework.permissions import AllowAny
from rest_framework.serializers import ModelSerializer

from demo import tuning
from demo.mounting import routes


class UserSerializer(ModelSerializer):
    class Meta:
        model = get_user_model()
        fields = ["id", "username", "email", "is_staff"]


class LoginView(views.LoginView):
    """As printed in knox's documentation, "Global usage on all views"."""

    permission_classes = [AllowAny]

    def post(self, request, format=None):
        serializer = AuthTokenSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        login(request, serializer.validated_data["user"])
        return super().post(request, format=None)


class BasicLoginView(views.LoginView):
    authentication_classes = [BasicAuthentication]


tuning.per_mount(auth, views, knox_models, name="knox_settings")


@tuning.follow
def _apply(settings, key):
    knox_settings.TOKEN_TTL = timedelta(milliseconds=settings["knox"]["ttlMs"])


_token_routes = [
    path("login/", LoginView.as_view()),
    path("basic-login/", BasicLoginView.as_view()),
    path("logout/", views.LogoutView.as_view()),
    path("logoutall/", views.LogoutAllView.as_view()),
]
plain = routes(*_token_routes, authentication=[auth.TokenAuthentication])
auto_refresh = routes(
    *_token_routes,
    authentication=[auth.TokenAuthentication],
    # With knox's default, 60, a short lifetime would never be moved.
    settings={"AUTO_REFRESH": True, "MIN_REFRESH_INTERVAL": 0, "USER_SERIALIZER": UserSerializer},
)
