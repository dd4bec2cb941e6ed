from django.urls import path

from members.views.board import BoardView
from members.views.directory import MemberListView, NewestMembersView
from members.views.organisations import MemberView
from members.views.people import PersonView

urlpatterns = [
    path("members/", MemberListView.as_view(), name="members"),
    path("members/new/", NewestMembersView.as_view(), name="members-new"),
    path("members/<slug:slug>/", MemberView.as_view(), name="member"),
    path("board/", BoardView.as_view(), name="board"),
    path("people/<slug:slug>/", PersonView.as_view(), name="person"),
]
