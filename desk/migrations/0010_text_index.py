import core.searchtext
import django.contrib.postgres.indexes
import django.contrib.postgres.operations
from django.conf import settings
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('desk', '0009_task_runs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        django.contrib.postgres.operations.AddIndexConcurrently(
            model_name='activity',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(core.searchtext.LowerJoinedText(core.searchtext.TextOrEmpty('action'), core.searchtext.TextOrEmpty('label'), core.searchtext.TextOrEmpty('details')), 'gin_trgm_ops'), name='activity_texts'),
        ),
        django.contrib.postgres.operations.AddIndexConcurrently(
            model_name='revision',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(core.searchtext.LowerText('values'), 'gin_trgm_ops'), name='revision_texts'),
        ),
        django.contrib.postgres.operations.AddIndexConcurrently(
            model_name="revision",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["values"], name="revision_values", opclasses=["jsonb_path_ops"]
            ),
        ),
    ]
