from django.urls import path

from images import views
from images.press import press_download

urlpatterns = [
    path("renditions/<path:name>", views.rendition_view, name="rendition"),
    path("press/<slug:key>/", press_download, name="press-download"),
    path("files/<path:name>", views.download_view, name="download"),
]
