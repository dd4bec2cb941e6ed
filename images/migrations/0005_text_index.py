import core.searchtext
import django.contrib.postgres.indexes
import django.contrib.postgres.operations
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('images', '0004_public_id'),
    ]

    operations = [
        django.contrib.postgres.operations.AddIndexConcurrently(
            model_name='image',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(core.searchtext.LowerJoinedText(core.searchtext.TextOrEmpty('file'), core.searchtext.TextOrEmpty('sha256'), core.searchtext.TextOrEmpty('public_id'), core.searchtext.TextOrEmpty('key'), core.searchtext.TextOrEmpty('alt'), core.searchtext.TextOrEmpty('alt_en'), core.searchtext.TextOrEmpty('alt_nb'), core.searchtext.TextOrEmpty('decorative_reason'), core.searchtext.TextOrEmpty('caption'), core.searchtext.TextOrEmpty('caption_en'), core.searchtext.TextOrEmpty('caption_nb'), core.searchtext.TextOrEmpty('credit'), core.searchtext.TextOrEmpty('credit_en'), core.searchtext.TextOrEmpty('credit_nb'), core.searchtext.TextOrEmpty('consent_note')), 'gin_trgm_ops'), name='image_texts'),
        ),
    ]
