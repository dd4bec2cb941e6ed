"""Widgets read the same, whichever way they are written."""

from datetime import date

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test import SimpleTestCase
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from core.form_renderer import FormRenderer
from core.widget_html import RENDERERS

ODD = """<b>"Fish & chips"</b> 'a'"""
CHOICES = [("", "---"), (1, ODD), ("Group & more", [(2, gettext_lazy("Articles")), (ODD, "c")])]
WIDGETS = {
    "text": (forms.TextInput(attrs={"class": ODD, "required": True, "hidden": False}), ODD),
    "empty text": (forms.TextInput(), None),
    "zero": (forms.NumberInput(attrs={"min": 0}), 0),
    "thousands": (forms.NumberInput(), 12345),
    "safe": (forms.TextInput(), mark_safe("&amp;")),
    "hidden": (forms.HiddenInput(), ODD),
    "address": (forms.URLInput(), "https://example.org/?a=1&b=2"),
    "e-mail": (forms.EmailInput(), "a@example.org"),
    "day": (forms.DateInput(), date(2026, 5, 17)),
    "hour": (forms.TimeInput(), None),
    "ticked": (forms.CheckboxInput(), True),
    "not ticked": (forms.CheckboxInput(attrs={"disabled": True}), False),
    "several lines": (forms.Textarea(attrs={"lang": "nb"}), f"\n{ODD}\n"),
    "no lines": (forms.Textarea(), None),
    "choice": (forms.Select(choices=CHOICES), "2"),
    "choices": (forms.SelectMultiple(choices=CHOICES), ["1", ODD]),
    "no choice": (forms.Select(), None),
}


@pytest.mark.parametrize("name", WIDGETS)
def test_a_widget_is_written_as_djangos_template_writes_it(name):
    widget, value = WIDGETS[name]
    assert widget.template_name in RENDERERS
    ours, theirs = (
        widget.render("name", value, {"id": "id_name"}, renderer)
        for renderer in (FormRenderer(), DjangoTemplates())
    )
    SimpleTestCase().assertHTMLEqual(ours, theirs)


def test_a_text_that_begins_with_an_empty_line_keeps_it():
    written = forms.Textarea().render("name", "\nsecond", renderer=FormRenderer())
    assert "\n\nsecond</textarea>" in written.replace("\r\n", "\n")


def test_what_has_no_function_is_rendered_by_its_template():
    written = forms.RadioSelect(choices=[(1, ODD)]).render("name", 1, renderer=FormRenderer())
    assert 'type="radio"' in written and "&lt;b&gt;" in written
