"""One spelling of each e-mail address, and nothing left of what was typed to sign in."""

import unicodedata

from django.db import migrations


def normalize_emails(apps, schema_editor):
    User = apps.get_model("accounts", "User")
    for user in User.objects.all():
        email = unicodedata.normalize("NFKC", user.email).strip().lower()
        if email != user.email:
            User.objects.filter(pk=user.pk).update(email=email)


def empty_tables_of_axes(apps, schema_editor):
    for name in ("AccessAttemptExpiration", "AccessAttempt", "AccessFailureLog", "AccessLog"):
        apps.get_model("axes", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("axes", "0010_accessattemptexpiration"),
    ]

    operations = [
        migrations.RunPython(normalize_emails, migrations.RunPython.noop),
        migrations.RunPython(empty_tables_of_axes, migrations.RunPython.noop),
    ]
