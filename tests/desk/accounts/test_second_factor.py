"""Logging in in two steps: set up by its owner, asked of those who publish, reset by an administrator."""

import re
import time
from binascii import unhexlify
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import Session, User
from desk.accounts.second_factor import make_recovery_codes, remove_second_factor
from desk.accounts.sign_in_limits import AT_ACCOUNT
from desk.models import Activity
from tests.factories import UserFactory
from tests.pages import HtmlPage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PASSWORD, KEY = "correct horse battery", "3132333435363738393031323334353637383930"
LOGIN, CODE, ACCOUNT, SET_UP = (
    "/admin/login/",
    "/admin/login/code/",
    "/admin/desk/account/",
    "/admin/desk/account/codes/",
)


def code_of(key=KEY, *, later=0) -> str:
    """What an app with ``key`` shows, ``later`` steps of half a minute from now."""
    totp = TOTP(unhexlify(key))
    totp.time = time.time() + 30 * later
    return f"{totp.token():06}"


def wrong_code():
    return f"{(int(code_of()) + 1) % 1_000_000:06}"


def set_up(user) -> TOTPDevice:
    return TOTPDevice.objects.create(user=user, name="app", key=KEY)


def sign_in(client, user, password=PASSWORD, **extra):
    return client.post(LOGIN, {"username": user.email, "password": password}, **extra)


def is_logged_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.fixture
def kari():
    return UserFactory(email="kari@example.org", group="editors")


@pytest.fixture
def boss():
    return UserFactory(email="boss@example.org", group="administrators")


# setting it up


def test_an_app_is_set_up_by_the_code_that_it_shows_and_ten_recovery_codes_are_shown_once(
    client, kari
):
    client.force_login(kari)
    page = HtmlPage(client.get(SET_UP))
    assert page.one(".account-qr").attributes["src"].startswith("data:image/svg+xml")
    key = page.one(".account-key").text().replace(" ", "")
    assert len(key) == 32
    wrong = client.post(SET_UP, {"code": "000000"})
    assert HtmlPage(wrong).one(".account-key").text().replace(" ", "") == key
    assert not TOTPDevice.objects.exists()
    answer = client.post(SET_UP, {"code": code_of(client.session["second-factor-key"])})
    codes = HtmlPage(answer).words(".account-codes li")
    assert len(set(codes)) == 10
    assert "no-store" in answer.headers["Cache-Control"]
    assert codes[0] not in client.get(ACCOUNT).text
    assert Activity.objects.filter(action="second-factor-set-up", user=kari).count() == 1


def test_the_set_up_page_asks_nobody_else_and_has_no_inline_style(client, kari):
    client.force_login(kari)
    source = client.get(SET_UP).text
    assert not re.search(r'(src|href)="https?://', source)
    assert "style=" not in source


def test_setting_up_logs_other_browsers_out(client, kari):
    other = Client()
    other.force_login(kari)
    client.force_login(kari)
    client.get(SET_UP)
    client.post(SET_UP, {"code": code_of(client.session["second-factor-key"])})
    assert client.get("/admin/").status_code == 200
    assert other.get("/admin/").status_code == 302


def test_another_phone_takes_the_place_of_the_first(client, kari):
    set_up(kari)
    old = make_recovery_codes(kari)
    client.force_login(kari)
    client.get(SET_UP)
    client.post(SET_UP, {"code": code_of(client.session["second-factor-key"])})
    assert TOTPDevice.objects.get(user=kari).key != KEY
    assert StaticToken.objects.filter(device__user=kari).count() == 10
    assert not StaticToken.objects.filter(token=old[0].replace("-", "")).exists()


def test_new_recovery_codes_void_the_old_ones(client, kari):
    set_up(kari)
    make_recovery_codes(kari)
    StaticDevice.objects.update(created_at=timezone.now() - timedelta(seconds=11))
    client.force_login(kari)
    before = set(StaticToken.objects.values_list("token", flat=True))
    client.post(f"{SET_UP}recovery/")
    after = set(StaticToken.objects.values_list("token", flat=True))
    assert (len(after), after & before) == (10, set())


@pytest.mark.parametrize(("group", "left"), [("writers", 0), ("editors", 1)])
def test_who_need_not_may_switch_it_off(client, group, left):
    user = UserFactory(group=group)
    set_up(user)
    client.force_login(user)
    client.post(f"{SET_UP}off/")
    assert TOTPDevice.objects.count() == left


def test_who_switched_it_off_is_asked_again_as_soon_as_it_is_needed(kari):
    kari.groups.set(Group.objects.filter(name="writers"))
    device, browsers = set_up(kari), [Client(), Client()]
    for browser in browsers:
        browser.force_login(kari)
        session = browser.session
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session.save()
    browsers[0].post(f"{SET_UP}off/")
    kari.groups.set(Group.objects.filter(name="editors"))
    User.objects.filter(pk=kari.pk).update(second_factor_asked=timezone.now() - timedelta(days=99))
    assert browsers[0].get("/admin/").url == SET_UP
    assert browsers[1].get("/admin/").url.startswith(LOGIN)


# the two steps


def test_a_right_password_alone_opens_nothing_and_a_code_opens_the_page_asked_for(client, kari):
    set_up(kari)
    fields = {"username": kari.email, "password": PASSWORD, "next": "/admin/news/article/"}
    answer = client.post(LOGIN, fields)
    assert answer.headers["Location"] == CODE
    assert not is_logged_in(client)
    assert client.get("/admin/").status_code == 302
    assert "known-browser" not in client.cookies
    answer = client.post(CODE, {"code": f" {code_of()[:3]} {code_of()[3:]} "})
    assert answer.headers["Location"] == "/admin/news/article/"
    assert client.get("/admin/").status_code == 200
    assert "known-browser" in client.cookies


def test_a_code_works_once(client, kari):
    set_up(kari)
    code = code_of()
    for opens in (True, False):
        client = Client()
        sign_in(client, kari)
        client.post(CODE, {"code": code})
        assert is_logged_in(client) is opens


def test_a_recovery_code_works_once_in_any_spelling_and_says_how_many_are_left(client, kari):
    set_up(kari)
    code = make_recovery_codes(kari)[0]
    sign_in(client, kari)
    page = client.post(CODE, {"code": code.upper()}, follow=True)
    assert "9 are left" in HtmlPage(page).text
    again = Client()
    sign_in(again, kari)
    again.post(CODE, {"code": code})
    assert not is_logged_in(again)


def test_a_wrong_password_says_the_same_whether_there_is_a_second_factor_or_not(client, kari):
    plain = sign_in(client, kari, "wrong")
    set_up(kari)
    answer = sign_in(client, kari, "wrong")
    assert (answer.status_code, HtmlPage(answer).text) == (200, HtmlPage(plain).text)


def test_without_a_right_password_there_is_no_page_for_codes(client, kari):
    set_up(kari)
    for answer in (client.get(CODE), client.post(CODE, {"code": code_of()})):
        assert answer.headers["Location"] == LOGIN


@pytest.mark.parametrize("change", ["password", "closed", "late"])
def test_the_first_step_does_not_hold_for_long(client, kari, change, monkeypatch):
    set_up(kari)
    sign_in(client, kari)
    if change == "password":
        kari.set_password("another horse entirely")
    kari.is_active = change != "closed"
    kari.save()
    if change == "late":
        now = time.time()
        monkeypatch.setattr("desk.accounts.sign_in.time.time", lambda: now + 601)
    assert client.post(CODE, {"code": code_of()}).headers["Location"] == LOGIN
    assert not is_logged_in(client)


def test_guesses_at_a_code_are_slowed_down_by_the_device(client, kari):
    device = set_up(kari)
    sign_in(client, kari)
    for _number in range(3):
        TOTPDevice.objects.update(throttling_failure_timestamp=None)
        assert client.post(CODE, {"code": wrong_code()}).status_code == 200
    device.refresh_from_db()
    assert device.throttling_failure_count == 3
    page = HtmlPage(client.post(CODE, {"code": code_of()}))
    assert "Too many wrong codes" in page.text
    assert not is_logged_in(client)


def test_guesses_at_a_code_count_as_guesses_at_the_account(client, kari):
    set_up(kari)
    sign_in(client, kari)
    answers = [client.post(CODE, {"code": "no-such"}) for _number in range(AT_ACCOUNT.most + 1)]
    assert [answer.status_code for answer in answers] == [200] * AT_ACCOUNT.most + [429]
    assert Activity.objects.filter(action="sign-in-failed").count() == AT_ACCOUNT.most
    assert client.post(CODE, {"code": code_of()}).status_code == 429


@pytest.mark.parametrize("code", ["", "\x00", "١٢٣٤٥٦", "1" * 40, "no such code", "-"])
def test_what_is_not_a_code_is_refused_with_a_sentence(client, kari, code):
    set_up(kari)
    sign_in(client, kari)
    page = HtmlPage(client.post(CODE, {"code": code}))
    assert page.has(".errorlist")


def test_a_new_password_by_mail_asks_for_the_code_too_and_ends_the_waiting_of_the_owner(
    client, kari, django_capture_on_commit_callbacks
):
    set_up(kari)
    TOTPDevice.objects.update(
        throttling_failure_count=20, throttling_failure_timestamp=timezone.now()
    )
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/admin/password_reset/", {"email": kari.email})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)[1]
    page = client.get(link, follow=True)
    new = "another horse entirely"
    fields = {"new_password1": new, "new_password2": new}
    answer = client.post(page.request["PATH_INFO"], fields)
    assert answer.headers["Location"] == CODE
    assert not is_logged_in(client)
    client.post(CODE, {"code": code_of()})
    assert is_logged_in(client)


# asked of those who publish or change accounts


@pytest.mark.parametrize(
    ("group", "is_asked"),
    [("writers", False), ("member-managers", False), ("editors", True), ("administrators", True)],
)
def test_who_may_publish_or_change_accounts_is_asked_at_the_next_login(client, group, is_asked):
    user = UserFactory(group=group)
    sign_in(client, user)
    user.refresh_from_db()
    assert (user.second_factor_asked is not None) is is_asked
    assert HtmlPage(client.get("/admin/")).has(".account-notice") is is_asked


def test_the_grace_period_begins_once(client, kari):
    first = timezone.now() - timedelta(days=3)
    User.objects.update(second_factor_asked=first)
    sign_in(client, kari)
    kari.refresh_from_db()
    assert kari.second_factor_asked == first


def asked(user, days):
    User.objects.filter(pk=user.pk).update(
        second_factor_asked=timezone.now() - timedelta(days=days)
    )
    return user


def test_after_the_grace_period_every_page_of_the_desk_leads_to_the_set_up(client, kari, settings):
    settings.SECOND_FACTOR_DAYS = 14
    client.force_login(asked(kari, days=13))
    assert client.get("/admin/news/article/").status_code == 200
    asked(kari, days=14)
    for path in ("/admin/", "/admin/news/article/", "/admin/desk/find/?q=x"):
        assert client.get(path).headers["Location"] == SET_UP
    assert "account-qr" in client.post("/admin/news/article/add/", {"title": "x"}).text
    assert client.get(ACCOUNT).status_code == 200
    client.get(SET_UP)
    client.post(SET_UP, {"code": code_of(client.session["second-factor-key"])})
    assert client.get("/admin/news/article/").status_code == 200


def test_who_lost_the_right_to_publish_is_no_longer_led_there(client, kari):
    client.force_login(asked(kari, days=100))
    kari.groups.clear()
    assert client.get("/admin/").status_code == 200


def test_after_the_grace_period_a_session_with_a_code_costs_no_query_more(client, kari):
    set_up(asked(kari, days=0))
    sign_in(client, kari)
    client.post(CODE, {"code": code_of()})
    counts = []
    for days in (0, 100):
        asked(kari, days=days)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(ACCOUNT).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


# a lost phone


def test_an_administrator_resets_it_and_the_owner_is_told_and_logged_out(
    client, kari, boss, django_capture_on_commit_callbacks
):
    set_up(kari)
    make_recovery_codes(kari)
    Client().force_login(kari)
    client.force_login(boss)
    page = f"/admin/accounts/user/{kari.pk}/"
    assert "Reset two-step log-in" in HtmlPage(client.get(f"{page}change/")).text
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{page}second-factor/")
    assert not TOTPDevice.objects.exists()
    assert not StaticDevice.objects.exists()
    assert not Session.objects.filter(user=kari).exists()
    act = Activity.objects.get(action="second-factor-reset")
    assert (act.user, act.object_id) == (boss, kari.pk)
    assert [message.to for message in mail.outbox] == [[kari.email]]
    assert boss.name in mail.outbox[0].body
    assert "Reset two-step log-in" not in HtmlPage(client.get(f"{page}change/")).text


def test_it_is_reset_by_a_post_of_another_administrator_alone(client, kari, boss):
    set_up(kari)
    set_up(boss)
    client.force_login(boss)
    assert client.get(f"/admin/accounts/user/{kari.pk}/second-factor/").status_code == 404
    assert client.post(f"/admin/accounts/user/{boss.pk}/second-factor/").status_code == 403
    client.force_login(kari)
    assert client.post(f"/admin/accounts/user/{boss.pk}/second-factor/").status_code == 403
    assert TOTPDevice.objects.count() == 2


def test_a_command_resets_that_of_the_last_administrator(boss):
    set_up(boss)
    call_command("reset_second_factor", boss.email.upper(), verbosity=0)
    assert not TOTPDevice.objects.exists()
    assert Activity.objects.get(action="second-factor-reset").user is None
    call_command("reset_second_factor", boss.email, verbosity=0)
    assert Activity.objects.filter(action="second-factor-reset").count() == 1
    with pytest.raises(CommandError, match="nobody"):
        call_command("reset_second_factor", "nobody@example.org", verbosity=0)


def test_whoever_was_reset_after_the_grace_period_sets_it_up_at_the_next_login(client, kari, boss):
    set_up(asked(kari, days=100))
    remove_second_factor(kari, by=boss)
    sign_in(client, kari)
    assert client.get("/admin/").headers["Location"] == SET_UP


def test_a_set_up_form_that_is_sent_twice_shows_the_same_recovery_codes(client, kari):
    client.force_login(kari)
    client.get(SET_UP)
    key = client.session["second-factor-key"]
    codes = []
    for _time in range(2):
        session = client.session
        session["second-factor-key"] = key  # read before the first one was answered
        session.save()
        answer = HtmlPage(client.post(SET_UP, {"code": code_of(key)}))
        codes.append(answer.words(".account-codes li"))
    assert codes[0] == codes[1]
    assert Activity.objects.filter(action="second-factor-set-up").count() == 1
    assert client.get("/admin/").status_code == 200


def test_new_recovery_codes_that_are_asked_for_twice_are_made_once(kari):
    set_up(kari)
    codes = make_recovery_codes(kari)
    assert make_recovery_codes(kari) == codes
    StaticDevice.objects.update(created_at=timezone.now() - timedelta(seconds=11))
    assert not set(make_recovery_codes(kari)) & set(codes)
