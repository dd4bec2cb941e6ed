"""Popups and lists undo nothing that somebody saved since they were opened."""

import pytest
from django.urls import reverse

from cluster_site.models import MenuItem
from members.models import Category
from tests.desk.form_user import FormUser
from tests.desk.posting import address
from tests.factories import CategoryFactory, PersonFactory, UserFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(UserFactory(is_superuser=True))
    return client


@pytest.mark.slow
def test_a_popup_puts_a_newer_save_and_what_is_typed_together():
    person = PersonFactory(phone="1", email="")
    popup, form = FormUser("Ola"), FormUser("Kari")
    popup.open(person, _popup="1")
    form.open(person)
    form.save(phone="2")
    page = popup.save(email="kari@kelp.example", _popup="1")
    assert page.status_code == 200
    assert HtmlPage(page).has(".session-panel.merge")
    popup.save(_popup="1")
    person.refresh_from_db()
    assert (person.phone, person.email) == ("2", "kari@kelp.example")


def test_a_popup_keeps_nothing_of_what_is_typed():
    popup = FormUser("Ola")
    page = popup.open(PersonFactory(), _popup="1")
    assert not HtmlPage(page).has("#form-session")


def rows(client, model):
    """The list’s form as a browser sends it."""
    page = client.get(address(model, "changelist"))
    formset = page.context["cl"].formset
    fields = {bound.html_name: bound.value() for bound in formset.management_form}
    for form in formset.forms:
        fields[f"{form.prefix}-id"] = form.instance.pk
        fields[f"{form.prefix}-order"] = form["order"].value()
        fields[f"initial-{form.prefix}-order"] = form["order"].value()
    return {**fields, "_save": "1"}


def order_of(fields, record):
    (prefix,) = (n[:-3] for n, v in fields.items() if n.endswith("-id") and v == record.pk)
    return f"{prefix}-order"


def test_a_row_that_nobody_touched_changes_nothing(desk):
    one, other = (MenuItem.objects.create(label_en=w, target_en="/", order=9) for w in "ab")
    fields = rows(desk, MenuItem)
    MenuItem.objects.filter(pk=one.pk).update(order=3)
    desk.post(address(MenuItem, "changelist"), {**fields, order_of(fields, other): "5"})
    assert set(MenuItem.objects.values_list("label_en", "order")) == {("a", 3), ("b", 5)}


def test_of_two_who_change_one_row_the_second_is_told(desk):
    category = CategoryFactory(order=1)
    fields = rows(desk, Category)
    Category.objects.update(order=2)
    page = desk.post(address(Category, "changelist"), {**fields, order_of(fields, category): "3"})
    assert page.status_code == 200
    assert "Somebody changed this to “2” meanwhile." in HtmlPage(page).text
    assert Category.objects.get().order == 2


def test_a_row_that_is_gone_is_left_out_and_the_others_are_saved(desk):
    one, other = CategoryFactory(order=1), CategoryFactory(order=2)
    fields = rows(desk, Category)
    changed = {order_of(fields, one): "7", order_of(fields, other): "8"}
    one.delete()
    page = desk.post(address(Category, "changelist"), {**fields, **changed}, follow=True)
    assert "A row was deleted meanwhile" in HtmlPage(page).text
    assert list(Category.objects.values_list("order", flat=True)) == [8]


def test_the_site_settings_of_a_second_tab_undo_nothing():
    first, second = FormUser("Ola"), FormUser("Kari")
    list_page = reverse("admin:cluster_site_sitesettings_changelist")
    for form_user in (first, second):
        form_user.url = form_user.client.get(list_page).url
        form_user._shown(form_user.client.get(form_user.url))
    first.save(name_en="Kelp Cluster", press_name="Ida")
    assert second.save(name_en="Kelp Cluster", tagline_en="We grow").status_code == 200
    second.save()
    site = first.client.get(first.url).context["original"]
    assert (site.press_name, site.tagline_en) == ("Ida", "We grow")
