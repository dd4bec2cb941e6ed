from django.urls import path

from cluster_site.api import views

urlpatterns = [
    path("members.json", views.MembersView.as_view(), name="api-members"),
    path("board.json", views.BoardView.as_view(), name="api-board"),
    path("news.json", views.NewsView.as_view(), name="api-news"),
    path("openapi.json", views.DescriptionView.as_view(), name="api-description"),
]
