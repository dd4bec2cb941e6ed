from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cluster_site", "0015_search_promotions")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY IF NOT EXISTS search_word_lexeme"
            " ON cluster_site_searchword (lexeme)",
            "DROP INDEX CONCURRENTLY IF EXISTS search_word_lexeme",
            state_operations=[
                migrations.AddIndex(
                    "searchword", models.Index(fields=["lexeme"], name="search_word_lexeme")
                )
            ],
        ),
    ]
