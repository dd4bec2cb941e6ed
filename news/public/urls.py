from django.urls import path

from news.public import views

urlpatterns = [
    path("", views.NewsListView.as_view(), name="news"),
    path("tag/<slug:tag>/", views.NewsListView.as_view(), name="news-tag"),
    path("<slug:slug>.md", views.MarkdownView.as_view(), name="article-markdown"),
    path("<slug:slug>/", views.ArticleView.as_view(), name="article"),
]
