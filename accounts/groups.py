"""The four groups of a communications office, and what each may do."""

from django.apps import apps as all_apps

_ALL = ("view", "add", "change", "delete")

# group -> list of (app label, model names or None for all, actions)
GROUPS = {
    "writers": [
        ("news", None, ("view",)),
        ("news", "working-copy", ("add", "change")),
        ("members", None, ("view",)),
        ("members", ("statement",), ("add", "change")),
        ("images", None, ("view", "add", "change")),
        ("desk", ("revision",), ("view",)),
    ],
    "editors": [
        ("news", None, ("view",)),
        ("news", "working-copy", (*_ALL, "publish")),
        ("members", None, ("view", "add", "change")),
        ("members", ("statement", "boardseat"), ("delete",)),
        ("images", None, _ALL),
        ("cluster_site", None, _ALL),
        ("desk", ("revision", "activity"), ("view",)),
    ],
    "member-managers": [
        ("news", None, ("view",)),
        ("members", None, _ALL),
        ("images", None, ("view", "add", "change")),
        ("desk", ("revision",), ("view",)),
    ],
    "administrators": [
        ("news", None, ("view",)),
        ("news", "working-copy", (*_ALL, "publish")),
        ("members", None, _ALL),
        ("images", None, _ALL),
        ("cluster_site", None, _ALL),
        ("accounts", None, _ALL),
        ("desk", None, ("view",)),
        ("desk", ("person",), ("erase",)),
        ("axes", None, ("view", "delete")),
    ],
}

# what publishing alone may write
_HISTORY = {
    "edition", "editionmember", "editionperson", "editionimage", "editiontag", "editionarticle",
    "editionseat",
}  # fmt: skip


def make_groups(app_config, using, **kwargs):
    """Give the four groups the permissions of one app, once its permissions exist."""
    if app_config.label not in {label for rules in GROUPS.values() for label, *_ in rules}:
        return
    group_model = all_apps.get_model("auth", "Group")
    permission_model = all_apps.get_model("auth", "Permission")
    for name, rules in GROUPS.items():
        group, _created = group_model.objects.using(using).get_or_create(name=name)
        for label, models, actions in rules:
            if label == app_config.label:
                permissions = permission_model.objects.using(using).filter(
                    content_type__app_label=label
                )
                group.permissions.add(
                    *(
                        permission
                        for permission in permissions
                        if _granted(*permission.codename.split("_", 1), models, actions)
                    )
                )


def _granted(action, model, models, actions):
    if action not in actions:
        return False
    if models is None or models == "working-copy":
        return models is None or model not in _HISTORY
    return model in models
