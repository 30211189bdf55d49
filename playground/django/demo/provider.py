"""allauth's side of the fake identity provider, written as its own providers are. allauth finds it by the module's name."""
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialToken
from allauth.socialaccount.providers.base import ProviderAccount
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter


class FakeOAuth2Adapter(OAuth2Adapter):
    provider_id = "fake"

    @property
    def access_token_url(self):
        return self.request.build_absolute_uri("/identity-provider/token/")

    def complete_login(self, request, app, token, **kwargs):
        url = request.build_absolute_uri("/identity-provider/profile/")
        answer = requests.get(url, headers={"Authorization": f"Bearer {token.token}"}, timeout=10)
        answer.raise_for_status()
        return self.get_provider().sociallogin_from_response(request, answer.json())


class FakeProvider(OAuth2Provider):
    id = "fake"
    name = "Fake"
    account_class = ProviderAccount
    oauth2_adapter_class = FakeOAuth2Adapter
    supports_token_authentication = True

    def verify_token(self, request, token):
        """For allauth's headless auth/provider/token."""
        try:
            return FakeOAuth2Adapter(request).complete_login(request, self.app, SocialToken(token=token["access_token"]))
        except (KeyError, requests.HTTPError):
            raise get_adapter().validation_error("invalid_token")

    def extract_uid(self, data):
        return data["id"]

    def extract_common_fields(self, data):
        return {"email": data["email"], "username": data["email"].partition("@")[0], "name": data["name"]}

    def extract_email_addresses(self, data):
        return [EmailAddress(email=data["email"], verified=True, primary=True)]


provider_classes = [FakeProvider]
