from django.urls import path

from images import views

urlpatterns = [
    path("renditions/<path:name>", views.rendition, name="rendition"),
    path("files/<path:name>", views.download, name="download"),
]
