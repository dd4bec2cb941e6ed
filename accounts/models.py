"""The accounts of staff."""

import unicodedata

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, Permission, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.sessions import Session
from core.fields import NameField
from core.saving import SavesChanges

__all__ = ["Session", "User", "UserManager", "normalize_email"]


def normalize_email(email: str) -> str:
    """Return the one spelling by which an account is stored, found and limited: NFKC, lower case, trimmed."""
    return unicodedata.normalize("NFKC", email).strip().lower()


class UserManager(BaseUserManager):
    """Creates accounts and finds them by e-mail address or permission."""

    def create_user(self, email, password=None, **fields):
        """Create a member of staff who may log in to the admin; without a password nobody can log in yet."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=normalize_email(email), **{"is_staff": True, **fields})
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.for_email(email).get()

    def for_email(self, email):
        """Return the account with ``email`` in any spelling, as a query set; a constraint allows only one."""
        return self.alias(lower_email=Lower("email")).filter(lower_email=normalize_email(email))

    def with_permission(self, permission: str):
        """Return everybody with an open account who has ``app.codename``, by group or directly."""
        app, _dot, codename = permission.partition(".")
        permissions = Permission.objects.filter(content_type__app_label=app, codename=codename)
        return self.filter(
            Q(is_superuser=True)
            | Q(groups__in=Group.objects.filter(permissions__in=permissions))
            | Q(user_permissions__in=permissions),
            is_active=True,
            is_staff=True,
        ).distinct()


class User(SavesChanges, AbstractBaseUser, PermissionsMixin):
    """A member of staff; the e-mail address is the user name."""

    email = models.EmailField(
        _("e-mail"),
        max_length=254,
        unique=True,
        error_messages={"unique": _("There is an account with this e-mail address already.")},
    )
    name = NameField(
        _("name"), max_length=150, help_text=_("As colleagues see it, e.g. Kari Nordmann.")
    )
    language = models.CharField(
        _("language"),
        max_length=5,
        choices=settings.LANGUAGES,
        default="en",
        help_text=_("The language of the desk and of e-mails to this person."),
    )
    is_staff = models.BooleanField(
        _("may log in to the desk"),
        default=True,
        help_text=_("Close an account by taking away “active” instead."),
    )
    is_active = models.BooleanField(
        _("active"),
        default=True,
        help_text=_("Untick instead of deleting when somebody leaves: history keeps the name."),
    )
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    second_factor_asked = models.DateTimeField(
        _("first asked for a second factor"), null=True, editable=False
    )

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["name", "email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message=_("There is an account with this e-mail address already."),
            )
        ]

    def __str__(self):
        return self.name or self.email

    def validate_constraints(self, exclude=None):
        # the address has its one spelling by now, and validate_unique names the field
        super().validate_constraints({*(exclude or ()), "email"})

    @classmethod
    def normalize_username(cls, username):
        return normalize_email(username)

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name.split(" ")[0] if self.name else self.email
