"""The second factor of an account: the codes of an app (TOTP), and recovery codes for a lost phone."""

import re
import time
from base64 import b32encode
from binascii import unhexlify
from datetime import date, timedelta
from urllib.parse import quote, urlencode

import segno
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.groups import PUBLISH
from accounts.models import User
from core.locking import lock_records
from desk.accounts.sessions import end_sessions
from desk.activity.log import log_activity
from desk.tasks.mail import send_template_mail

RECOVERY_CODES = 10
# within which a form that is sent twice shows the recovery codes that the first one made
_SENT_TWICE = timedelta(seconds=10)
_APP_CODE = re.compile(r"[0-9]{6}")


def requires_second_factor(user: User) -> bool:
    """Whether ``user`` may publish or change accounts, which takes a second factor."""
    return user.has_perm(PUBLISH) or user.has_perm("accounts.change_user")


def has_second_factor(user: User) -> bool:
    """Whether ``user`` has set up an app for codes."""
    return TOTPDevice.objects.devices_for_user(user, confirmed=True).exists()


def ask_for_second_factor(user: User) -> None:
    """Begin the grace period of a user who needs a second factor and was not asked before."""
    if user.second_factor_asked is None and requires_second_factor(user):
        user.second_factor_asked = timezone.now()
        User.objects.filter(pk=user.pk, second_factor_asked=None).update(
            second_factor_asked=user.second_factor_asked
        )


def second_factor_deadline(user: User) -> date | None:
    """Return the day from which ``user`` needs a second factor; None if nobody asked for one."""
    if user.second_factor_asked is None or not requires_second_factor(user):
        return None
    return timezone.localdate(user.second_factor_asked) + timedelta(
        days=settings.SECOND_FACTOR_DAYS
    )


def verify_code(user: User, code: str) -> Device:
    """Use up a code of the app or a recovery code; raise ValidationError if it is wrong.

    Each wrong one doubles the time that the device takes no other.
    """
    code = re.sub(r"[\s-]", "", code).lower()
    model = TOTPDevice if _APP_CODE.fullmatch(code) else StaticDevice
    with transaction.atomic():
        keys = model.objects.devices_for_user(user, confirmed=True).values_list("pk", flat=True)
        device = next(iter(lock_records({model: keys}).of_model(model).values()), None)
        allowed, reason = device.verify_is_allowed() if device else (True, {})
        if device and device.verify_token(code):
            return device
    if not allowed:
        until = timezone.localtime(reason["locked_until"])
        words = _("Too many wrong codes. This kind of code works again after %(time)s.")
        raise ValidationError(words % {"time": date_format(until, "TIME_FORMAT")}, code="throttled")
    raise ValidationError(
        _("The code is wrong or was used already. Type the one that the app shows now."),
        code="wrong",
    )


def forget_wrong_codes(user: User) -> None:
    """End the waiting time after wrong codes, which would keep out the owner too."""
    for model in (TOTPDevice, StaticDevice):
        for device in model.objects.devices_for_user(user):
            device.throttle_reset()


def key_in_letters(key: str) -> str:
    """Return the hexadecimal ``key`` as it is typed into an app, in groups of four letters."""
    letters = b32encode(unhexlify(key)).decode()
    return " ".join(re.findall(".{1,4}", letters))


def qr_code(user: User, key: str, site_name: str) -> str:
    """Return the ``data:`` URL of the picture that an app reads: account, site and hexadecimal ``key``."""
    issuer = site_name.replace(":", " ")
    query = urlencode(
        {"secret": key_in_letters(key).replace(" ", ""), "issuer": issuer}, quote_via=quote
    )
    address = f"otpauth://totp/{quote(issuer)}:{quote(user.email)}?{query}"
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=4, light="#fff")


@transaction.atomic
def set_up_second_factor(user: User, key: str, code: str, *, session_key: str) -> Device:
    """Make ``key`` the user's only one and log out everywhere else; raise ValidationError if ``code`` is not of it.

    The recovery codes of another key end with it. Sent twice, it is done once.
    """
    user = lock_records({User: [user.pk]}).get(User, user.pk)
    totp = TOTP(unhexlify(key))
    totp.time = time.time()
    code = re.sub(r"[\s-]", "", code)
    if not _APP_CODE.fullmatch(code) or not totp.verify(int(code), tolerance=1):
        raise ValidationError(
            _(
                "This is not the code that the app shows for this key. Type the present one, and "
                "check that the phone’s clock is right."
            ),
            code="wrong",
        )
    if device := TOTPDevice.objects.filter(user=user, key=key, confirmed=True).first():
        return device
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    device = TOTPDevice.objects.create(
        user=user, name="app", key=key, last_t=totp.t(), drift=totp.drift
    )
    end_sessions(user, keep=session_key)
    log_activity("second-factor-set-up", by=user, record=user)
    return device


@transaction.atomic
def make_recovery_codes(user: User) -> list[str]:
    """Replace the user's recovery codes by ten new ones, each of which works once.

    Those made a moment ago stay: of two answers to a form that was sent twice either may be shown.
    """
    lock_records({User: [user.pk]})
    latest = StaticToken.objects.filter(
        device__user=user, device__created_at__gt=timezone.now() - _SENT_TWICE
    )
    codes = list(latest.order_by("pk").values_list("token", flat=True))
    if len(codes) == RECOVERY_CODES:
        return _in_groups(codes)
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery")
    codes = [StaticToken.random_token() for _number in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    log_activity("recovery-codes-made", by=user, record=user)
    return _in_groups(codes)


def _in_groups(codes: list[str]) -> list[str]:
    return [f"{code[:4]}-{code[4:]}" for code in codes]


def count_recovery_codes(user: User) -> int:
    """Return how many recovery codes are left."""
    return StaticToken.objects.filter(device__user=user).count()


@transaction.atomic
def remove_second_factor(user: User, *, by: User | None) -> bool:
    """Take the app and the recovery codes from ``user``; return False if there were none.

    Done by somebody else, or by a command (``by`` is None), for one who lost the phone: the user is
    logged out everywhere and told by mail.
    """
    user = lock_records({User: [user.pk]}).get(User, user.pk)
    apps, _models = TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    if not apps:
        return False
    log_activity("second-factor-reset", by=by, record=user)
    if by != user:
        end_sessions(user)
        address = settings.SITE_ADDRESS + reverse("admin:login")
        send_template_mail(
            "second-factor-reset", to=user, context={"user": user, "by": by, "address": address}
        )
    return True
