"""The system checks of the registries: what is not registered stops the start, by name."""

import sys

import pytest
from django.apps import apps
from django.contrib import admin

from desk import checks
from desk.merging import mergeable
from desk.toolkit import uses
from images.models import Image
from members.models import Member

RULES = [
    checks.check_registrations,
    checks.check_personal_data,
    checks.check_merging,
    checks.check_uses,
]


@pytest.mark.parametrize("check", RULES, ids=lambda check: check.__name__)
def test_all_that_should_be_registered_is(check):
    assert check(None) == []


@pytest.mark.parametrize(
    "module",
    [
        "cluster_site.enquiries.scheduled_tasks",
        "desk.files.orphaned",
        "members.admin.leftover_mentions",
        "members.admin.uses",
        "news.admin.dashboard_panel",
        "news.review.duplicates",
    ],
)
def test_a_module_that_registers_and_is_not_imported_is_named(monkeypatch, module):
    monkeypatch.delitem(sys.modules, module)
    (error,) = checks.check_registrations(None)
    assert error.id == "desk.E001"
    assert module in error.msg


@pytest.mark.parametrize("path", ["members.nothing.There", "members.models.Member"])
def test_personal_data_that_is_not_there_is_named(monkeypatch, path):
    monkeypatch.setattr(apps.get_app_config("members"), "personal_data", path)
    (error,) = checks.check_personal_data(None)
    assert (error.id, path in error.msg) == ("desk.E002", True)


def test_a_key_that_merging_does_not_know_is_named(monkeypatch):
    kind = mergeable.get_merge_kind(Member)
    moving = [rows for rows in kind.moving if getattr(rows, "name", "") != "affiliation"]
    monkeypatch.setattr(kind, "moving", moving)
    (error,) = checks.check_merging(None)
    assert (error.id, "Person.affiliation" in error.msg) == ("desk.E003", True)


def test_a_key_that_used_by_does_not_list_is_named(monkeypatch):
    monkeypatch.setattr(admin.site._registry[Member], "relation_labels", {})
    errors = [error for error in checks.check_uses(None) if error.obj is Image]
    assert [error.id for error in errors] == ["desk.E004"]
    assert "Member.logo" in errors[0].msg


def test_a_finder_that_is_missing_is_named(monkeypatch):
    monkeypatch.delitem(uses._finders, Image)
    fields = {error.msg for error in checks.check_uses(None) if error.obj is Image}
    assert any("Article.hero" in message for message in fields)
