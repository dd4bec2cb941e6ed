from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cluster_site", "0015_search_promotions")]

    operations = [
        AddIndexConcurrently(
            "searchword", models.Index(fields=["lexeme"], name="search_word_lexeme")
        ),
    ]
