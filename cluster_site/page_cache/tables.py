"""Which tables hold what the public may see, decided for every table of the database.

Each of `PUBLIC` has the trigger `note_content_change` (migration 0007), so that a change of it
raises the content version. `DERIVED` follow from those in the same transaction, by triggers of their own,
and need none. What is in `PRIVATE` no public page may read.
"""

from django.apps import apps
from django.core.checks import Error

PUBLIC = frozenset(
    {
        "cluster_site_leadstory",
        "cluster_site_menuitem",
        "cluster_site_searchpromotion",
        "cluster_site_sitesettings",
        "desk_goneaddress",
        "images_image",
        "members_boardseat",
        "members_category",
        "members_focusarea",
        "members_formername",
        "members_formerpersonname",
        "members_member",
        "members_member_focus",
        "members_membership",
        "members_person",
        "members_place",
        "members_statement",
        "news_edition",
        "news_editionarticle",
        "news_editionimage",
        "news_editionmember",
        "news_editionperson",
        "news_editionseat",
        "news_editiontag",
        "news_tag",
    }
)
DERIVED = frozenset(
    {
        "cluster_site_searchdocument",
        "cluster_site_searchlexeme",
        "cluster_site_searchsegment",
        "cluster_site_searchstatistics",
        "cluster_site_searchword",
    }
)
PRIVATE = frozenset(
    {
        # working copies
        "news_announcedmembership",
        "news_article",
        "news_article_announces",
        "news_article_announces_ends",
        "news_articlebyline",
        "news_correctedtext",
        "news_relatedarticle",
        "news_taggedarticle",
        # what the staff work with
        "cluster_site_enquiry",
        "cluster_site_linkplace",
        "cluster_site_missedsearch",
        "cluster_site_outsidelink",
        "desk_activity",
        "desk_autosave",
        "desk_calendarfeed",
        "desk_distinctpair",
        "desk_erasedname",
        "desk_sentform",
        "desk_outgoingmail",
        "desk_presence",
        "desk_revision",
        "desk_sentsheet",
        "desk_taskrun",
        "desk_trashedrecord",
        "members_decision",
        "members_departure",
        "news_comment",
        "news_previewlink",
        "news_reading",
        "news_review",
        "relations_answerdecision",
        "relations_answerpicture",
        "relations_answerversion",
        "relations_approvalrequest",
        "relations_invitation",
        "relations_invitationmail",
        "relations_invitationrun",
        "relations_membernote",
        "relations_question",
        "relations_questionset",
        "relations_roundup",
        "relations_welcomepattern",
        "relations_usedanswer",
        "relations_secretlink",
        # accounts, sessions, limits, and what libraries bring
        "accounts_session",
        "accounts_user",
        "accounts_user_groups",
        "accounts_user_user_permissions",
        "auth_group",
        "auth_group_permissions",
        "auth_permission",
        "axes_accessattempt",
        "axes_accessattemptexpiration",
        "axes_accessfailurelog",
        "axes_accesslog",
        "core_ratewindow",
        "django_admin_log",
        "django_content_type",
        "django_session",
        "otp_static_staticdevice",
        "otp_static_statictoken",
        "otp_totp_totpdevice",
        "taggit_tag",
        "taggit_taggeditem",
    }
)


def private_tables() -> frozenset[str]:
    """Return the tables that no public page may read: ``PRIVATE`` and the blocks of working copies."""
    models = apps.get_app_config("news").get_models()
    blocks = {
        model._meta.db_table for model in models if model.__module__.startswith("news.blocks.")
    }
    return PRIVATE | blocks


def check_tables(app_configs, **kwargs) -> list[Error]:
    """Report models whose table is neither public nor private, or both (a system check)."""
    tables = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
    }
    private, open_to_all = private_tables(), PUBLIC | DERIVED
    return [
        Error(
            f"It is not decided whether the public may see what the table {table} holds.",
            hint="Name it in PUBLIC or PRIVATE of cluster_site/page_cache/tables.py, once; a public"
            " table also needs SELECT watch_content('TABLE') in a migration.",
            id="cluster_site.E001",
        )
        for table in sorted(tables)
        if (table in open_to_all) == (table in private)
    ]
