from django.urls import path, re_path

from members.views.board import BoardView
from members.views.directory import DirectoryView, NewestMembersView
from members.views.organisations import MemberView
from members.views.people import PersonView
from members.views.statistics import StatisticsView, statistics_file_view

urlpatterns = [
    path("members/", DirectoryView.as_view(), name="members"),
    path("members/new/", NewestMembersView.as_view(), name="members-new"),
    path("members/statistics/", StatisticsView.as_view(), name="members-statistics"),
    re_path(
        r"^members/statistics\.(?P<ending>csv|xlsx)$",
        statistics_file_view,
        name="members-statistics-file",
    ),
    path("members/<slug:slug>/", MemberView.as_view(), name="member"),
    path("board/", BoardView.as_view(), name="board"),
    path("people/<slug:slug>/", PersonView.as_view(), name="person"),
]
