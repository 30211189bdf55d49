"""The users and posts that every run starts with."""
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import transaction

from demo.models import Post

NAMES = ["alice", "bob", "carol", "dave", "erin"]
STAFF = {"erin"}
POSTS = [
    ("alice", "Hello from a real Django."),
    ("bob", "Does anyone else get logged out every five minutes?"),
    ("carol", "Not since the refresh happens before the token expires."),
    ("dave", "I closed the lid for an hour and was still logged in."),
    ("erin", "Fifty requests at once, one refresh. Look at the timeline."),
    ("alice", "Logging out here logs me out in the other tab as well. Good."),
]


OAUTH2_CLIENTS = {"sojourn-spa": "", "sojourn-confidential": "known-to-everybody"}  # client_id -> client_secret


@transaction.atomic
def plant():
    """Empty every table and fill in the seed, with the same ids each time."""
    from oauth2_provider.models import Application
    from ninja_jwt.token_blacklist.models import OutstandingToken as NinjaToken
    from rest_framework_jwt.blacklist.models import BlacklistedToken
    from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

    users = get_user_model().objects
    OutstandingToken.objects.all().delete()
    NinjaToken.objects.all().delete()
    BlacklistedToken.objects.all().delete()
    Session.objects.all().delete()
    Post.objects.all().delete()
    users.all().delete()  # their authtokens, knox tokens, addresses and authenticators go with them
    by_name = {
        name: users.create_user(
            name, f"{name}@example.test", settings.DEMO_PASSWORD, id=number, is_staff=name in STAFF
        )
        for number, name in enumerate(NAMES, start=1)
    }
    for user in by_name.values():
        set_address(user)
    Application.objects.all().delete()  # with their tokens
    for client_id, secret in OAUTH2_CLIENTS.items():
        Application.objects.create(
            name=client_id,
            client_id=client_id,
            client_secret=secret,
            client_type=Application.CLIENT_CONFIDENTIAL if secret else Application.CLIENT_PUBLIC,
            authorization_grant_type=Application.GRANT_PASSWORD,
        )
    for number, (name, text) in enumerate(POSTS, start=1):
        Post.objects.create(id=number, author=by_name[name], text=text)


def set_address(user, verified=None):
    """Gives the user's e-mail address to allauth. A new one is verified, unless it is told otherwise or is another user's too."""
    known = EmailAddress.objects.filter(user=user, email=user.email).first()
    if verified is None:
        verified = known.verified if known else True
    EmailAddress.objects.filter(user=user).delete()
    if not user.email:
        return
    taken = EmailAddress.objects.filter(email=user.email, verified=True).exists()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=bool(verified) and not taken)
