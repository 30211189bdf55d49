"""The users and posts that every run starts with."""
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import transaction

from demo.models import Post
from demo.stack import others

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


@transaction.atomic
def plant():
    """Empty every table and fill in the seed, with the same ids each time."""
    from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

    users = get_user_model().objects
    OutstandingToken.objects.all().delete()
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
        others().set_address(user)
    others().plant()
    for number, (name, text) in enumerate(POSTS, start=1):
        Post.objects.create(id=number, author=by_name[name], text=text)
