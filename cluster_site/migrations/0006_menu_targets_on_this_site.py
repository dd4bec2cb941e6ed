"""A menu target that browsers read as another site's, such as /\\host, is refused."""

import core.addresses
from django.db import migrations, models
from django.db.models import Q

FIELD = {
    "help_text": "On this site, e.g. /about/, or a whole address.",
    "max_length": 300,
    "validators": [core.addresses.validate_local_path_or_https_url],
    "verbose_name": "address",
}
ALLOWED = r"\A(/([^/\\\t\n\r][^\\\t\n\r]*)?|https://[^/\\\t\n\r][^\\\t\n\r]*)\Z"
# until staff mend it, such an item leads to the front page
MENDED = "UPDATE cluster_site_menuitem SET {0} = '/' WHERE {0} <> '' AND {0} !~ '" + ALLOWED + "'"


def _safe(target):
    return Q(**{f"{target}__isnull": True}) | Q(**{target: ""}) | Q(**{f"{target}__regex": ALLOWED})


class Migration(migrations.Migration):
    dependencies = [("cluster_site", "0005_no_sender_traces")]

    operations = [
        *(
            migrations.AlterField("menuitem", name, models.CharField(**FIELD, **more))
            for name, more in (
                ("target", {}),
                ("target_en", {"null": True}),
                ("target_nb", {"null": True}),
            )
        ),
        migrations.RemoveConstraint("menuitem", "menu_target_safe"),
        *(
            migrations.RunSQL(MENDED.format(column), migrations.RunSQL.noop)
            for column in ("target_en", "target_nb")
        ),
        migrations.AddConstraint(
            "menuitem",
            models.CheckConstraint(
                condition=_safe("target_en") & _safe("target_nb"),
                name="menu_target_safe",
                violation_error_message=core.addresses.BEGIN_WITH,
            ),
        ),
    ]
