"""The rules of history that Django has no words for: cascades in the database, and the guards."""

from django.db import migrations

# A purge deletes the article; the database takes its editions and their references along.
CASCADES = [
    ("news_edition", "article_id", "news_article"),
    ("news_editionmember", "edition_id", "news_edition"),
    ("news_editionperson", "edition_id", "news_edition"),
    ("news_editiontag", "edition_id", "news_edition"),
    ("news_editionimage", "edition_id", "news_edition"),
    ("news_editionarticle", "edition_id", "news_edition"),
    ("news_editionseat", "edition_id", "news_edition"),
]

# The one door past the guards is the setting news.history_door, set for one transaction:
# 'import' may begin an edition in the past, 'purge' may delete, 'redact' may take words out.
GUARDS = """
CREATE FUNCTION news_edition_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    door text := coalesce(current_setting('news.history_door', true), '');
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF lower(new.live_during) < now() AND door <> 'import' THEN
            RAISE EXCEPTION 'an edition can''t begin in the past'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'edition_begins_now_or_later';
        END IF;
        RETURN new;
    ELSIF TG_OP = 'DELETE' THEN
        IF door <> 'purge' THEN
            RAISE EXCEPTION 'an edition is never deleted'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'edition_immutable';
        END IF;
        RETURN old;
    END IF;
    IF door = 'redact' THEN
        RETURN new;
    END IF;
    IF to_jsonb(new) - 'live_during' IS DISTINCT FROM to_jsonb(old) - 'live_during' THEN
        RAISE EXCEPTION 'an edition never changes'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'edition_immutable';
    END IF;
    IF new.live_during * tstzrange(NULL, now()) IS DISTINCT FROM old.live_during * tstzrange(NULL, now()) THEN
        RAISE EXCEPTION 'what was public, or not, before now stays so'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'edition_past_fixed';
    END IF;
    RETURN new;
END
$$;

CREATE TRIGGER edition_guard BEFORE INSERT OR UPDATE OR DELETE ON news_edition
    FOR EACH ROW EXECUTE FUNCTION news_edition_guard();

CREATE FUNCTION news_reference_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('news.history_door', true), '') NOT IN ('purge', 'redact') THEN
        RAISE EXCEPTION 'what an edition names never changes'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'edition_immutable';
    END IF;
    RETURN coalesce(new, old);
END
$$;
"""
NO_GUARDS = "DROP FUNCTION news_edition_guard CASCADE; DROP FUNCTION news_reference_guard CASCADE;"


def cascade(table, column, to):
    name = f"{table}_{column}_cascade"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}) REFERENCES {to} (id)"
        " ON DELETE CASCADE DEFERRABLE INITIALLY IMMEDIATE",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def guard(table):
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_guard BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION news_reference_guard()",
        f"DROP TRIGGER {table}_guard ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("news", "0001_initial")]

    operations = [
        *(cascade(*rule) for rule in CASCADES),
        migrations.RunSQL(GUARDS, NO_GUARDS),
        *(guard(table) for table, column, _to in CASCADES if column == "edition_id"),
    ]
