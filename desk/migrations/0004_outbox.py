"""Sent mails become an outbox. What is there was sent or failed; nothing of it is tried again."""

import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

# once there are only mails that were tried: when they were written is when they were sent
_TRIED = """
    UPDATE desk_outgoingmail SET created_at = sent_at;
    UPDATE desk_outgoingmail SET sent_at = NULL WHERE error <> '';
"""
_UNTRIED = "UPDATE desk_outgoingmail SET sent_at = created_at WHERE sent_at IS NULL"
_PERMISSIONS = """
    UPDATE auth_permission
    SET codename = replace(codename, '{old}', '{new}'), name = replace(name, '{old_name}', '{new_name}')
    WHERE codename LIKE '%\\_{old}'
"""
_OLD = {"old": "sentmail", "new": "outgoingmail", "old_name": "sent e-mail", "new_name": "outgoing e-mail"}
_NEW = {"old": "outgoingmail", "new": "sentmail", "old_name": "outgoing e-mail", "new_name": "sent e-mail"}


class Migration(migrations.Migration):

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('desk', '0003_spreadsheets'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameModel(old_name='SentMail', new_name='OutgoingMail'),
        migrations.RunSQL(_PERMISSIONS.format(**_OLD), _PERMISSIONS.format(**_NEW)),
        migrations.AlterModelOptions(
            name='outgoingmail',
            options={'ordering': ['-id'], 'permissions': [('resend_outgoingmail', 'Can send an e-mail again')], 'verbose_name': 'outgoing e-mail', 'verbose_name_plural': 'outgoing e-mails'},
        ),
        migrations.AddField(
            model_name='outgoingmail',
            name='created_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='written'),
        ),
        migrations.AddField(
            model_name='outgoingmail',
            name='html',
            field=models.TextField(blank=True, default='', verbose_name='text as HTML'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='outgoingmail',
            name='text',
            field=models.TextField(blank=True, default='', verbose_name='text'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='outgoingmail',
            name='reply_to',
            field=models.EmailField(blank=True, default='', max_length=254, verbose_name='answers go to'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='outgoingmail',
            name='tries',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='tries'),
        ),
        # without its default at first: what was sent is not due
        migrations.AddField(
            model_name='outgoingmail',
            name='next_try_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='next try'),
        ),
        migrations.AlterField(
            model_name='outgoingmail',
            name='next_try_at',
            field=models.DateTimeField(blank=True, db_default=django.db.models.functions.datetime.Now(), null=True, verbose_name='next try'),
        ),
        migrations.AlterField(
            model_name='outgoingmail',
            name='sent_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='sent'),
        ),
        migrations.RunSQL(_TRIED, _UNTRIED),
        migrations.AddIndex(
            model_name='outgoingmail',
            index=models.Index(condition=models.Q(('next_try_at__isnull', False)), fields=['next_try_at'], name='mail_due'),
        ),
        migrations.AddConstraint(
            model_name='outgoingmail',
            constraint=models.CheckConstraint(condition=models.Q(('sent_at__isnull', True), models.Q(('html', ''), ('next_try_at__isnull', True), ('reply_to', ''), ('text', '')), _connector='OR'), name='mail_text_goes_when_sent'),
        ),
    ]
