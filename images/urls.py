from django.urls import path

from images import views
from images.press import press_download

urlpatterns = [
    path("renditions/<path:name>", views.rendition, name="rendition"),
    path("press/<slug:key>/", press_download, name="press-download"),
    path("files/<path:name>", views.download, name="download"),
]
