"""Triggers that note what has changed in `search_pending`, and its indexing at the end of the transaction.

So the index is right with the commit, whoever changed what: a button, an import or plain SQL. All
watched tables are public ones, so indexing is a step of `raise_content_version` (migration 0007), which
runs behind all other deferred triggers: every transaction takes the lock of the index last but one and
the row of the content version last, and two commits can't wait for each other.
"""

from django.db import migrations

# table: kind, and an SQL expression for the records that a row "r" of the table changes
WATCHED = {
    "news_edition": (
        "article",
        "SELECT e.id FROM news_edition e WHERE e.translation_group = r.translation_group",
    ),
    "news_editionmember": ("article", "SELECT r.edition_id"),
    "news_editionperson": ("article", "SELECT r.edition_id"),
    "news_tag": ("tag", "SELECT r.id UNION SELECT r.merged_into_id"),
    "members_member": ("member", "SELECT r.id"),
    "members_membership": ("member", "SELECT r.member_id"),
    "members_formername": ("member", "SELECT r.member_id"),
    "members_place": ("member", "SELECT r.member_id"),
    "members_member_focus": ("member", "SELECT r.member_id"),
    "members_category": ("member", "SELECT m.id FROM members_member m WHERE m.category_id = r.id"),
    "members_focusarea": (
        "member",
        "SELECT f.member_id FROM members_member_focus f WHERE f.focusarea_id = r.id",
    ),
    "members_person": ("person", "SELECT r.id"),
    "members_formerpersonname": ("person", "SELECT r.person_id"),
}

FUNCTIONS = """
-- rows for as long as a transaction is not committed; each has its own, so none waits for another's
CREATE TABLE search_pending (
    transaction xid8 DEFAULT pg_current_xact_id(),
    kind text,
    record bigint,
    PRIMARY KEY (transaction, kind, record)
);

CREATE FUNCTION search_note(of_kind text, of_record bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO search_pending (kind, record) SELECT of_kind, of_record
    WHERE of_record IS NOT NULL ON CONFLICT DO NOTHING
$$;

CREATE FUNCTION search_index_pending() RETURNS void LANGUAGE plpgsql
    SET search_path FROM CURRENT SET jit = off SET work_mem = '64MB'
    SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    batch record;
    added integer;
BEGIN
    IF NOT EXISTS (SELECT FROM search_pending WHERE transaction = pg_current_xact_id()) THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(%(lock)s);
    FOR batch IN
        SELECT kind, array_agg(record) AS records
        FROM (SELECT kind, record, row_number() OVER (PARTITION BY kind ORDER BY record) AS place
            FROM search_pending WHERE transaction = pg_current_xact_id()) AS pending
        GROUP BY kind, place / 500 ORDER BY kind, place / 500
    LOOP
        PERFORM search_index(batch.kind, batch.records);
    END LOOP;
    DELETE FROM search_pending WHERE transaction = pg_current_xact_id();
    -- a site that grows by a fifth at once, as by an import, does not wait for run_due
    SELECT max(id) INTO added FROM cluster_site_searchdocument;
    IF added > 1.2 * coalesce((SELECT max(last) FROM cluster_site_searchstatistics), 0) THEN
        PERFORM search_count();
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION raise_content_version() RETURNS trigger LANGUAGE plpgsql
    SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE content_change SET checked = true WHERE transaction = new.transaction;
    ELSE
        PERFORM search_index_pending();
        DELETE FROM content_change WHERE transaction = new.transaction;
        UPDATE content_version SET version = gen_random_uuid();
    END IF;
    RETURN NULL;
END
$$;

-- A tag may be known since its first edition began. Which tags have to be looked at again is cheap to say.
CREATE FUNCTION search_note_tags() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_TABLE_NAME = 'news_editiontag' THEN
        IF TG_OP <> 'DELETE' THEN
            PERFORM search_note('article', new.edition_id);
            PERFORM search_note('tag', coalesce(t.merged_into_id, t.id))
            FROM news_tag t JOIN news_edition e ON e.id = new.edition_id
            WHERE t.id = new.tag_id AND NOT EXISTS (
                SELECT FROM cluster_site_searchdocument d WHERE d.kind = 'tag'
                    AND d.record = coalesce(t.merged_into_id, t.id)
                    AND lower(d.known) <= lower(e.live_during));
        ELSE
            PERFORM search_note('tag', coalesce(t.merged_into_id, t.id))
            FROM news_tag t WHERE t.id = old.tag_id;
        END IF;
    ELSE
        PERFORM search_note('tag', coalesce(t.merged_into_id, t.id)) FROM news_tag t
        WHERE t.id = ANY(old.tag_ids) AND EXISTS (
            SELECT FROM cluster_site_searchdocument d WHERE d.kind = 'tag'
                AND d.record = coalesce(t.merged_into_id, t.id)
                AND lower(d.known) >= lower(old.live_during));
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER search_note_tags AFTER INSERT OR UPDATE OR DELETE ON news_editiontag
    FOR EACH ROW EXECUTE FUNCTION search_note_tags();
CREATE TRIGGER search_note_tags AFTER UPDATE OF live_during OR DELETE ON news_edition
    FOR EACH ROW EXECUTE FUNCTION search_note_tags();
""".replace("%(lock)s", "20261130")
NO_FUNCTIONS = """
DROP FUNCTION search_note_tags CASCADE;
CREATE OR REPLACE FUNCTION raise_content_version() RETURNS trigger LANGUAGE plpgsql
    SET search_path FROM CURRENT AS $$
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
DROP FUNCTION search_index_pending, search_note;
DROP TABLE search_pending;
"""

WATCH = """
CREATE FUNCTION search_note_{table}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE r {table};
BEGIN
    IF TG_OP <> 'INSERT' THEN
        r := old;
        PERFORM search_note('{kind}', key) FROM ({records}) AS changed(key);
        {itself}
    END IF;
    IF TG_OP <> 'DELETE' THEN
        r := new;
        PERFORM search_note('{kind}', key) FROM ({records}) AS changed(key);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER search_note AFTER INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION search_note_{table}();
"""

# Of a record that was merged another one's name is searched for.
MERGED = """
CREATE FUNCTION search_note_merged() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_TABLE_NAME = 'members_member' THEN
        PERFORM search_note('article', edition_id) FROM news_editionmember WHERE member_id = new.id;
        PERFORM search_note('person', id) FROM members_person WHERE affiliation_id = new.id;
    ELSIF TG_TABLE_NAME = 'members_person' THEN
        PERFORM search_note('article', edition_id) FROM news_editionperson WHERE person_id = new.id;
    ELSE
        PERFORM search_note('article', edition_id) FROM news_editiontag WHERE tag_id = new.id;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER search_note_merged AFTER UPDATE OF merged_into_id ON members_member
    FOR EACH ROW WHEN (old.merged_into_id IS DISTINCT FROM new.merged_into_id)
    EXECUTE FUNCTION search_note_merged();
CREATE TRIGGER search_note_merged AFTER UPDATE OF merged_into_id ON members_person
    FOR EACH ROW WHEN (old.merged_into_id IS DISTINCT FROM new.merged_into_id)
    EXECUTE FUNCTION search_note_merged();
CREATE TRIGGER search_note_merged AFTER UPDATE OF merged_into_id ON news_tag
    FOR EACH ROW WHEN (old.merged_into_id IS DISTINCT FROM new.merged_into_id)
    EXECUTE FUNCTION search_note_merged();
"""

# Indexes everything anew. Each chunk is a transaction, so the lock of the index is never held for long,
# and a search finds the old documents until the new ones are there. The ids of the new ones begin
# behind the old ones and are dense again.
REBUILD = """
CREATE PROCEDURE search_rebuild() LANGUAGE plpgsql AS $$
DECLARE chunk record;
BEGIN
    FOR chunk IN
        SELECT kind, array_agg(record) AS records
        FROM (SELECT kind, record, row_number() OVER (PARTITION BY kind ORDER BY record) AS place
            FROM (SELECT kind::text, record FROM cluster_site_searchdocument
                UNION SELECT 'article', id FROM news_edition WHERE NOT isempty(live_during)
                UNION SELECT 'member', id FROM members_member
                UNION SELECT 'person', id FROM members_person
                UNION SELECT 'tag', id FROM news_tag) AS indexed) AS numbered
        GROUP BY kind, place / 500 ORDER BY kind, place / 500
    LOOP
        PERFORM pg_advisory_xact_lock(%(lock)s);
        UPDATE cluster_site_searchdocument SET digest = '00000000-0000-0000-0000-000000000000'
        WHERE kind = chunk.kind AND record = ANY(chunk.records);
        INSERT INTO search_pending (kind, record) SELECT chunk.kind, unnest(chunk.records);
        PERFORM search_index_pending();
        COMMIT;
    END LOOP;
    PERFORM pg_advisory_xact_lock(%(lock)s);
    PERFORM search_count();
END
$$;
""".replace("%(lock)s", "20261130")


def watch(table: str, kind: str, records: str) -> migrations.RunSQL:
    # a deleted edition is in no query of its group any more
    itself = f"PERFORM search_note('{kind}', old.id);" if table == "news_edition" else ""
    return migrations.RunSQL(
        WATCH.format(table=table, kind=kind, records=records, itself=itself),
        f"DROP FUNCTION search_note_{table} CASCADE",
    )


class Migration(migrations.Migration):
    dependencies = [("cluster_site", "0011_search_index")]

    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        *(watch(table, kind, records) for table, (kind, records) in WATCHED.items()),
        migrations.RunSQL(MERGED, "DROP FUNCTION search_note_merged CASCADE"),
        migrations.RunSQL(REBUILD, "DROP PROCEDURE search_rebuild"),
    ]
