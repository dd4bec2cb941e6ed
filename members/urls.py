from django.urls import path

from members import views

urlpatterns = [
    path("members/", views.MemberListView.as_view(), name="members"),
    path("members/new/", views.NewestMembersView.as_view(), name="members-new"),
    path("members/<slug:slug>/", views.MemberView.as_view(), name="member"),
    path("board/", views.BoardView.as_view(), name="board"),
    path("people/<slug:slug>/", views.PersonView.as_view(), name="person"),
]
