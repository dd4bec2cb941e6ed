import core.searchtext
import django.contrib.postgres.indexes
import django.contrib.postgres.operations
from django.conf import settings
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('images', '0005_text_index'),
        ('members', '0015_text_index'),
        ('news', '0018_search_text_of_articles'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        django.contrib.postgres.operations.AddIndexConcurrently(
            model_name='article',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(core.searchtext.LowerJoinedText(core.searchtext.TextOrEmpty('title'), core.searchtext.TextOrEmpty('slug'), core.searchtext.TextOrEmpty('standfirst')), 'gin_trgm_ops'), name='article_texts'),
        ),
    ]
