"""demo/others.py where those packages are missing: nothing to do."""

KEYS = {}


def short_key(token):
    return token


def install():
    pass


def plant():
    pass


def set_address(user, verified=None):
    pass


def revoke(user):
    pass


def change_totp(user, wanted):
    raise ValueError("This server has no second factors: they are allauth's.")


def totp_code(user):
    raise ValueError("This server has no second factors: they are allauth's.")
