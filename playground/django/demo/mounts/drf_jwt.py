"""drf-jwt, with its blacklist."""
from django.urls import path
from rest_framework_jwt.authentication import JSONWebTokenAuthentication
from rest_framework_jwt.blacklist.views import BlacklistView
from rest_framework_jwt.views import obtain_jwt_token, refresh_jwt_token, verify_jwt_token

from demo.mounting import routes

patterns = routes(
    path("api-token-auth/", obtain_jwt_token),
    path("api-token-refresh/", refresh_jwt_token),
    path("api-token-verify/", verify_jwt_token),
    path("api-token-blacklist/", BlacklistView.as_view({"post": "create"})),
    authentication=[JSONWebTokenAuthentication],
)
