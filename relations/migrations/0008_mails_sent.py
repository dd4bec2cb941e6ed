from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def copy_times(apps, schema_editor):
    """Copy when mails were sent from the outbox, whose rows are deleted after some months."""
    mails = apps.get_model("desk", "OutgoingMail").objects.filter(pk=OuterRef("mail"))
    rows = apps.get_model("relations", "InvitationMail").objects.filter(mail__isnull=False)
    rows.update(sent_at=Subquery(mails.values("sent_at")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0011_task_run_translations"),
        ("relations", "0007_used_answers"),
    ]

    operations = [
        migrations.AddField(
            model_name="invitationmail",
            name="sent_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="sent"),
        ),
        migrations.RunPython(copy_times, migrations.RunPython.noop),
    ]
