"""The four groups of a communications office, and their permissions."""

from django.apps import apps as all_apps
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

_ALL = ("view", "add", "change", "delete")
# the permission of those who may publish, whatever it is
PUBLISH = "news.publish_article"

# group -> list of (app label, model names or None for all, actions)
GROUPS = {
    "writers": [
        ("news", None, ("view",)),
        ("news", "working-copy", ("add", "change")),
        ("members", None, ("view",)),
        ("members", ("statement",), ("add", "change")),
        ("images", None, ("view", "add", "change")),
        ("relations", None, ("view",)),
        ("desk", ("revision",), ("view",)),
    ],
    "editors": [
        ("news", None, ("view",)),
        ("news", "working-copy", (*_ALL, "publish")),
        ("members", None, ("view", "add", "change")),
        ("members", ("statement", "boardseat"), ("delete",)),
        ("images", None, _ALL),
        ("relations", None, _ALL),
        ("cluster_site", None, _ALL),
        ("desk", ("revision", "activity"), ("view",)),
    ],
    "member-managers": [
        ("news", None, ("view",)),
        ("members", None, _ALL),
        ("images", None, ("view", "add", "change")),
        ("relations", None, _ALL),
        ("cluster_site", ("outsidelink",), ("view",)),
        ("desk", ("revision",), ("view",)),
    ],
    "administrators": [
        ("news", None, ("view",)),
        ("news", "working-copy", (*_ALL, "publish")),
        ("members", None, _ALL),
        ("images", None, _ALL),
        ("relations", None, _ALL),
        ("cluster_site", None, _ALL),
        ("accounts", None, _ALL),
        ("desk", None, ("view",)),
        ("desk", ("person",), ("erase",)),
        ("desk", ("outgoingmail",), ("resend",)),
    ],
}

# group -> what it is called, and what it allows, for those who give it
_WORDS = {
    "writers": (
        pgettext_lazy("group", "writers"),
        _("write articles and quotes and send them for review; they publish nothing"),
    ),
    "editors": (
        pgettext_lazy("group", "editors"),
        _("write, approve and publish, and change members, people, the board and the menus"),
    ),
    "member-managers": (
        pgettext_lazy("group", "member managers"),
        _("keep members, people, the board and quotes, and add pictures"),
    ),
    "administrators": (
        pgettext_lazy("group", "administrators"),
        _("all that editors may, and the accounts"),
    ),
}

# what publishing alone may write
_HISTORY = {
    "edition",
    "editionmember",
    "editionperson",
    "editionimage",
    "editiontag",
    "editionarticle",
    "editionseat",
}


def group_title(group) -> str:
    """Return the name of a group as it is shown."""
    return _WORDS[group.name][0] if group.name in _WORDS else group.name


def group_description(group) -> str:
    """Return what a group allows, in a few words; empty for a group that users added themselves."""
    return _WORDS[group.name][1] if group.name in _WORDS else ""


def make_groups(app_config, using, **kwargs):
    """Create the four groups and give them the permissions of one app, once these exist."""
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
