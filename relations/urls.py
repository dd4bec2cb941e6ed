"""Addresses of secret links and of what they open, under ``/answer/``."""

from django.urls import path

from relations.answer_pages import (
    AnswerFormView,
    AnswerLinkView,
    AnswerPictureView,
    AnswerPreviewView,
    AnswerSentView,
)
from relations.approvals.views import ApprovalConfirmView, ApprovalPreviewView, ApprovalView

urlpatterns = [
    path("form/<int:key>/", AnswerFormView.as_view(), name="answer-opened"),
    path("form/<int:key>/preview/", AnswerPreviewView.as_view(), name="answer-preview"),
    path("form/<int:key>/sent/", AnswerSentView.as_view(), name="answer-sent"),
    path("form/<int:key>/<slug:kind>.picture", AnswerPictureView.as_view(), name="answer-picture"),
    path("quote/form/<int:key>/", ApprovalView.as_view(), name="approval-opened"),
    path("quote/form/<int:key>/preview/", ApprovalPreviewView.as_view(), name="approval-preview"),
    path("quote/<str:token>/", ApprovalConfirmView.as_view(), name="approval-link"),
    path("<str:token>/", AnswerLinkView.as_view(), name="answer-link"),
]
