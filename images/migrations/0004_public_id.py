import secrets

from django.db import migrations, models

import images.models


def give_public_ids(apps, schema_editor):
    """Give each stored picture an id of its own."""
    picture = apps.get_model("images", "Image")
    pictures = list(picture.objects.only("pk"))
    for each in pictures:
        each.public_id = secrets.token_hex(16)
    picture.objects.bulk_update(pictures, ["public_id"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("images", "0003_web_addresses_and_dates")]

    operations = [
        migrations.AddField(
            model_name="image",
            name="public_id",
            field=models.CharField(default="", editable=False, max_length=32),
            preserve_default=False,
        ),
        migrations.RunPython(give_public_ids, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="image",
            name="public_id",
            field=models.CharField(
                default=images.models.new_public_id, editable=False, max_length=32, unique=True
            ),
        ),
    ]
