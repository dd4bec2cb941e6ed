import core.searchtext
import django.contrib.postgres.indexes
import django.contrib.postgres.operations
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('images', '0005_text_index'),
        ('members', '0014_labels_in_both_languages'),
    ]

    operations = [
        django.contrib.postgres.operations.AddIndexConcurrently(
            model_name='member',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(core.searchtext.LowerJoinedText(core.searchtext.TextOrEmpty('name'), core.searchtext.TextOrEmpty('name_en'), core.searchtext.TextOrEmpty('name_nb'), core.searchtext.TextOrEmpty('slug'), core.searchtext.TextOrEmpty('summary'), core.searchtext.TextOrEmpty('summary_en'), core.searchtext.TextOrEmpty('summary_nb'), core.searchtext.TextOrEmpty('description'), core.searchtext.TextOrEmpty('description_en'), core.searchtext.TextOrEmpty('description_nb'), core.searchtext.TextOrEmpty('website'), core.searchtext.TextOrEmpty('linkedin'), core.searchtext.TextOrEmpty('ticker_exchange'), core.searchtext.TextOrEmpty('ticker_symbol'), core.searchtext.TextOrEmpty('city'), core.searchtext.TextOrEmpty('country'), core.searchtext.TextOrEmpty('contact_name'), core.searchtext.TextOrEmpty('contact_email')), 'gin_trgm_ops'), name='member_texts'),
        ),
    ]
