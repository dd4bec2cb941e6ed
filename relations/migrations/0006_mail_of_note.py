import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0011_task_run_translations"),
        ("relations", "0005_round_up"),
    ]

    operations = [
        migrations.AddField(
            model_name="membernote",
            name="mail",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="desk.outgoingmail",
            ),
        ),
    ]
