"""The system checks of the registries: what is not registered stops the start, by name."""

import sys

import pytest
from django.apps import apps
from django.contrib import admin

from desk import checks
from desk.dashboard import panels
from desk.merging import mergeable
from desk.merging.mergeable import RowReference
from desk.privacy.personal_data import PersonalData
from desk.tasks import outbox, scheduled_tasks
from desk.toolkit import uses
from images.admin import ImageAdmin
from images.models import Image
from members.admin.board import BoardSeatAdmin
from members.checks import check_leftover_finders
from members.leaving import findings
from members.models import Member, Membership
from members.personal_data import MembersPersonalData
from news.blocks.quote import QuoteInline

RULES = [
    checks.check_registrations,
    checks.check_registered_functions,
    checks.check_personal_data,
    checks.check_merging,
    checks.check_uses,
    checks.check_names_in_admins,
    check_leftover_finders,
]


@pytest.mark.parametrize("check", RULES, ids=lambda check: check.__name__)
def test_all_that_should_be_registered_is(check):
    assert check(None) == []


@pytest.mark.parametrize(
    "module",
    [
        "cluster_site.enquiries.scheduled_tasks",
        "desk.accounts.passwords",
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


def takes_nothing():
    """Stand for a function without the parameters that its registry gives."""


@pytest.mark.parametrize(
    ("registry", "name", "entry"),
    [
        (scheduled_tasks, "_tasks", scheduled_tasks.ScheduledTask("tides", takes_nothing)),
        (panels, "_panels", (99, takes_nothing)),
        (panels, "_attention", takes_nothing),
    ],
)
def test_a_registered_function_without_the_parameters_of_its_calls_is_named(
    monkeypatch, registry, name, entry
):
    monkeypatch.setattr(registry, name, [*getattr(registry, name), entry])
    (error,) = checks.check_registered_functions(None)
    assert (error.id, "takes_nothing" in error.msg) == ("desk.E005", True)


def test_a_writer_and_a_finder_without_the_parameters_of_their_calls_are_named(monkeypatch):
    monkeypatch.setitem(outbox._writers, "tides", takes_nothing)
    monkeypatch.setitem(uses._finders, Membership, [takes_nothing])
    errors = checks.check_registered_functions(None)
    assert [error.id for error in errors] == ["desk.E005", "desk.E005"]


@pytest.mark.parametrize(
    ("registry", "name"),
    [(scheduled_tasks, "_tasks"), (panels, "_panels"), (panels, "_attention")],
)
def test_what_is_registered_twice_is_named(monkeypatch, registry, name):
    entries = getattr(registry, name)
    monkeypatch.setattr(registry, name, [*entries, entries[0]])
    assert {error.id for error in checks.check_registered_functions(None)} == {"desk.E006"}


def test_an_app_that_does_not_say_what_it_stores_about_people_is_named(monkeypatch):
    monkeypatch.delattr(type(apps.get_app_config("members")), "personal_data")
    (error,) = checks.check_personal_data(None)
    assert (error.id, "members" in error.msg) == ("desk.E002", True)


def test_personal_data_that_nothing_asks_for_is_named(monkeypatch):
    monkeypatch.setattr(MembersPersonalData, "erases", lambda self, subject: None, raising=False)
    (error,) = checks.check_personal_data(None)
    assert (error.id, "erases" in error.msg) == ("desk.E002", True)


def test_personal_data_without_its_place_in_the_order_of_erasing_is_named(monkeypatch):
    monkeypatch.delattr(MembersPersonalData, "erase_order")
    assert not hasattr(PersonalData, "erase_order")
    (error,) = checks.check_personal_data(None)
    assert (error.id, "erase_order" in error.msg) == ("desk.E002", True)


def members_period(**changed):
    return [
        RowReference(rows.model, rows.name, rows.what, **changed)
        if isinstance(rows, RowReference) and rows.model is Membership
        else rows
        for rows in mergeable.get_merge_kind(Member).moving
    ]


@pytest.mark.parametrize(
    ("attribute", "value", "culprit"),
    [
        ("own", frozenset(), "register_mergeable"),
        ("own", frozenset({"slgu"}), "slgu"),
        ("moving", members_period(of="membr"), "membr"),
        ("moving", members_period(period="perod"), "perod"),
        ("moving", members_period(once_in="membr"), "membr"),
        ("moving", mergeable.get_merge_kind(Member).moving * 2, "Registered twice"),
    ],
)
def test_a_mistake_in_what_merging_was_told_is_named(monkeypatch, attribute, value, culprit):
    monkeypatch.setattr(mergeable.get_merge_kind(Member), attribute, value)
    errors = checks.check_merging(None)
    assert {error.id for error in errors} == {"desk.E007"}
    assert all(culprit in error.msg for error in errors)


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


@pytest.mark.parametrize(
    ("owner", "attribute", "value", "culprit"),
    [
        (ImageAdmin, "modules", ("choices", "focsu"), "static/desk/focsu.js"),
        (ImageAdmin, "fixed", frozenset({"sha265"}), "sha265"),
        (BoardSeatAdmin.form, "constraint_fields", {"seat_one_chiar": "role"}, "seat_one_chiar"),
        (BoardSeatAdmin.form, "constraint_fields", {"seat_one_chair": "rule"}, "rule"),
        (QuoteInline.form, "constraint_fields", {"quote_has_two": "text"}, "quote_has_two"),
    ],
)
def test_what_an_admin_names_and_does_not_exist_is_named(
    monkeypatch, owner, attribute, value, culprit
):
    monkeypatch.setattr(owner, attribute, value)
    errors = checks.check_names_in_admins(None)
    assert {error.id for error in errors} == {"desk.E008"}
    assert all(culprit in error.msg for error in errors)


def test_a_leftover_finder_without_the_parameter_of_its_calls_is_named(monkeypatch):
    monkeypatch.setattr(findings, "_finders", [takes_nothing])
    (error,) = check_leftover_finders(None)
    assert (error.id, "takes_nothing" in error.msg) == ("desk.E005", True)
