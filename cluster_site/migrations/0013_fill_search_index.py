"""Index what there was before: in chunks, each committed, and from the beginning where it was interrupted."""

from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cluster_site", "0012_search_triggers")]

    operations = [migrations.RunSQL("CALL search_rebuild()", migrations.RunSQL.noop)]
