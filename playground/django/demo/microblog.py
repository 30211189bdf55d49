"""The microblog's API: who am I, read posts, write one, delete one's own."""
from django.urls import path
from rest_framework import mixins, serializers, viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.views import APIView

from demo.models import Post


class PostSerializer(serializers.ModelSerializer):
    author = serializers.CharField(source="author.username", read_only=True)

    class Meta:
        model = Post
        fields = ["id", "author", "text", "created"]


class TwentyAPage(PageNumberPagination):
    page_size = 20


class PostViewSet(
    mixins.ListModelMixin,
    mixins.CreateModelMixin,
    mixins.RetrieveModelMixin,
    mixins.DestroyModelMixin,
    viewsets.GenericViewSet,
):
    queryset = Post.objects.select_related("author")
    serializer_class = PostSerializer
    pagination_class = TwentyAPage

    def perform_create(self, serializer):
        serializer.save(author=self.request.user)

    def perform_destroy(self, post):
        if post.author_id != self.request.user.pk:
            raise PermissionDenied("You may delete only your own posts.")
        post.delete()


def about(user):
    return {"id": user.pk, "username": user.get_username(), "email": user.email, "is_staff": user.is_staff}


class MeView(APIView):
    def get(self, request):
        return Response(about(request.user))


urlpatterns = [
    path("me/", MeView.as_view()),
    path("posts/", PostViewSet.as_view({"get": "list", "post": "create"})),
    path("posts/<int:pk>/", PostViewSet.as_view({"get": "retrieve", "delete": "destroy"})),
]
