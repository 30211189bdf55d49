"""django-ninja-jwt: its own token routers, and the microblog written with django-ninja. Only this mount has no DRF in it."""
from datetime import timedelta

from django.shortcuts import get_object_or_404
from ninja import Field, Schema
from ninja.errors import HttpError
from ninja.throttling import AnonRateThrottle
from ninja_extra import NinjaExtraAPI
from ninja_jwt.authentication import JWTAuth
from ninja_jwt.routers.blacklist import blacklist_router
from ninja_jwt.routers.obtain import obtain_pair_router
from ninja_jwt.routers.verify import verify_router
from ninja_jwt.settings import api_settings
from ninja_jwt.state import token_backend
from ninja_jwt.tokens import AccessToken, RefreshToken

from demo import throttle, tuning
from demo.microblog import PostSerializer, TwentyAPage, about
from demo.models import Post


@tuning.follow
def _apply(settings, key):
    AccessToken.lifetime = timedelta(milliseconds=settings["accessLifetimeMs"])
    RefreshToken.lifetime = timedelta(milliseconds=settings["refreshLifetimeMs"])
    api_settings.ROTATE_REFRESH_TOKENS = settings["rotate"]
    token_backend.signing_key = key


class TokenThrottle(AnonRateThrottle):
    """ninja's own throttling, with the rate that control/throttle/ has set."""

    scope = "token_ninja"

    def __init__(self):
        pass  # the rate is not known yet

    def allow_request(self, request):
        rate = throttle.rates.get("ninja", throttle.rates.get(""))
        if rate is None:
            return True
        self.num_requests, self.duration = self.parse_rate(rate)
        return super().allow_request(request)


class NewPost(Schema):
    text: str = Field(min_length=1, max_length=280)


api = NinjaExtraAPI(urls_namespace="ninja", auth=JWTAuth(), docs_url=None, openapi_url=None)
for router in (obtain_pair_router, verify_router, blacklist_router):
    api.add_router("/token", router, throttle=TokenThrottle())


@api.get("/me/")
def me(request):
    user = request.user
    return {"id": user.pk, "username": user.get_username(), "email": user.email, "is_staff": user.is_staff}


@api.get("/posts/")
def list_posts(request, page: int = 1):
    size = TwentyAPage.page_size
    posts = Post.objects.select_related("author")
    count = posts.count()
    if page < 1 or (page > 1 and count <= size * (page - 1)):
        raise HttpError(404, "Invalid page.")
    here = request.build_absolute_uri(request.path)
    return {
        "count": count,
        "next": f"{here}?page={page + 1}" if count > size * page else None,
        "previous": f"{here}?page={page - 1}" if page > 1 else None,
        "results": PostSerializer(posts[size * (page - 1) : size * page], many=True).data,
    }


@api.post("/posts/", response={201: dict})
def write_post(request, new: NewPost):
    return 201, PostSerializer(Post.objects.create(author=request.user, text=new.text)).data


@api.get("/posts/{int:number}/")
def read_post(request, number: int):
    return PostSerializer(get_object_or_404(Post, pk=number)).data


@api.delete("/posts/{int:number}/", response={204: None})
def delete_post(request, number: int):
    post = get_object_or_404(Post, pk=number)
    if post.author_id != request.user.pk:
        raise HttpError(403, "You may delete only your own posts.")
    post.delete()
    return 204, None


patterns = api.urls[0]
