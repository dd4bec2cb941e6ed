from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("news", "0014_comment_replies")]

    operations = [
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["translation_group"], name="edition_group"),
        ),
    ]
