"""A refresh route as strict servers have it: a refresh token that comes a second time ends everything of its user."""
from django.db import transaction
from rest_framework_simplejwt.exceptions import InvalidToken, TokenError
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
from rest_framework_simplejwt.tokens import UntypedToken
from rest_framework_simplejwt.views import TokenRefreshView


class StrictRefreshView(TokenRefreshView):
    """simplejwt's own view, but one at a time, and with reuse detection."""

    def post(self, request, *args, **kwargs):
        try:
            with transaction.atomic():
                return super().post(request, *args, **kwargs)
        except InvalidToken:
            _detect_reuse(request.data.get("refresh"))
            raise


def _detect_reuse(text):
    try:
        token = UntypedToken(text)
    except TokenError:
        return  # not ours, or expired: no sign of theft
    if BlacklistedToken.objects.filter(token__jti=token[api_settings.JTI_CLAIM]).exists():
        for outstanding in OutstandingToken.objects.filter(user_id=token[api_settings.USER_ID_CLAIM]):
            BlacklistedToken.objects.get_or_create(token=outstanding)
