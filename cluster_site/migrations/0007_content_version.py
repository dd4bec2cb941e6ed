"""The content version: a value that changes with every commit that changes what the public may see.

Triggers note the transaction in `content_change`; one deferred trigger gives the only row of
`content_version` a new value at commit. A random value, not a number: a database restored from a
backup would count up to numbers that other content had before.

A later migration has a new public table watched by `SELECT watch_content('TABLE')`.
"""

from django.db import migrations

WATCHED = [
    "cluster_site_leadstory",
    "cluster_site_menuitem",
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
]

VERSION = """
CREATE TABLE content_version (
    id smallint PRIMARY KEY DEFAULT 1 CONSTRAINT content_version_one_row CHECK (id = 1),
    version uuid NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO content_version DEFAULT VALUES;

-- a row for as long as a transaction that has changed content is not committed
CREATE TABLE content_change (
    transaction xid8 PRIMARY KEY DEFAULT pg_current_xact_id(),
    checked boolean NOT NULL DEFAULT false
);

CREATE FUNCTION note_content_change() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO content_change DEFAULT VALUES ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;

-- Raising the version locks its row until the transaction ends, so nothing may be waited for after
-- it. The deferred checks of foreign keys may wait for another editor. So the row of the
-- transaction is changed at first, which comes up behind all the checks that are due at commit.
CREATE FUNCTION raise_content_version() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE content_change SET checked = true WHERE transaction = new.transaction;
    ELSE
        DELETE FROM content_change WHERE transaction = new.transaction;
        UPDATE content_version SET version = gen_random_uuid();
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER raise_content_version AFTER INSERT OR UPDATE ON content_change
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION raise_content_version();

CREATE FUNCTION watch_content(watched regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'CREATE TRIGGER note_content_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %s'
        ' FOR EACH STATEMENT EXECUTE FUNCTION note_content_change()', watched);
END
$$;
"""
NO_VERSION = """
DROP FUNCTION watch_content;
DROP FUNCTION note_content_change CASCADE;
DROP TABLE content_change, content_version;
DROP FUNCTION raise_content_version;
"""

# The next instant after a given one at which anything begins or ends: the least of one row of each.
BOUNDS = [
    ("edition_begins", "news_edition", "lower(live_during)"),
    ("edition_ends", "news_edition", "upper(live_during)"),
    ("edition_dated", "news_edition", "first_published"),
    ("membership_known", "members_membership", "public_from"),
    ("membership_end_known", "members_membership", "end_public_from"),
    ("seat_known", "members_boardseat", "public_from"),
    ("seat_end_known", "members_boardseat", "end_public_from"),
    ("person_known", "members_person", "public_from"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("cluster_site", "0006_menu_targets_on_this_site"),
        ("desk", "0005_erased_names"),
        ("images", "0004_public_id"),
        ("members", "0012_wording"),
        ("news", "0014_comment_replies"),
    ]

    operations = [
        migrations.RunSQL(VERSION, NO_VERSION),
        *(
            migrations.RunSQL(f"SELECT watch_content('{table}')", migrations.RunSQL.noop)
            for table in WATCHED
        ),
        *(
            migrations.RunSQL(f"CREATE INDEX {name} ON {table} ({bound})", f"DROP INDEX {name}")
            for name, table, bound in BOUNDS
        ),
    ]
