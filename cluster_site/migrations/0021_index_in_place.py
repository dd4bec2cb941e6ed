"""A document whose text has changed keeps its number, and only the words that differ are written.

Before, all words of the document left the index and came back under another number. Erasing a person,
or saving a member, changes a few of hundreds of words; the numbers of a site that is often edited no longer grow.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("cluster_site.migrations.0014_index_in_bulk").INDEX

# A text that gets something back keeps its number, too: its digest says so.
KNOWN = """
CREATE OR REPLACE FUNCTION search_index_known(since interval) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    noted bigint[];
    before text;
BEGIN
    PERFORM search_note_words_of(ARRAY(SELECT p.id FROM members_person p
        WHERE p.public_from BETWEEN clock_timestamp() - since AND clock_timestamp()));
    PERFORM search_note_member_texts(s.member_id) FROM members_membership s
    WHERE s.public_from BETWEEN clock_timestamp() - since AND clock_timestamp();
    noted := ARRAY(SELECT record FROM search_pending WHERE transaction = pg_current_xact_id());
    before := search_digests(noted);
    PERFORM search_index_pending();
    IF search_digests(noted) IS DISTINCT FROM before THEN
        UPDATE content_version SET version = gen_random_uuid();
    END IF;
END
$$;
"""
KNOWN_BEFORE = """
CREATE OR REPLACE FUNCTION search_index_known(since interval) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    last CONSTANT integer := (SELECT max(id) FROM cluster_site_searchdocument);
BEGIN
    PERFORM search_note_words_of(ARRAY(SELECT p.id FROM members_person p
        WHERE p.public_from BETWEEN clock_timestamp() - since AND clock_timestamp()));
    PERFORM search_note_member_texts(s.member_id) FROM members_membership s
    WHERE s.public_from BETWEEN clock_timestamp() - since AND clock_timestamp();
    PERFORM search_index_pending();
    IF EXISTS (SELECT FROM cluster_site_searchdocument WHERE id > last) THEN
        UPDATE content_version SET version = gen_random_uuid();
    END IF;
END
$$;
"""

POSTINGS = """
-- what documents of one block have of one lexeme
CREATE TYPE search_posting AS (
    language text, lexeme text, block integer, documents integer[], impacts integer[]
);

CREATE FUNCTION search_digests(records bigint[]) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(digest::text, ' ' ORDER BY kind, record, language)
    FROM cluster_site_searchdocument WHERE record = ANY(records)
$$;

CREATE FUNCTION search_remove_postings(postings search_posting[]) RETURNS void LANGUAGE plpgsql
    SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    WITH removed AS MATERIALIZED (
        SELECT (SELECT l.id FROM cluster_site_searchlexeme l
            WHERE l.lexeme = p.lexeme AND l.language = p.language) AS lexeme, p.block, p.documents
        FROM unnest(postings) AS p
    ), remaining AS MATERIALIZED (
        SELECT g.lexeme, g.block, others.documents, others.impacts
        FROM removed r
            JOIN cluster_site_searchsegment g ON g.lexeme = r.lexeme AND g.block = r.block
            CROSS JOIN LATERAL (
                SELECT array_agg(p.document ORDER BY p.place) AS documents,
                    array_agg(p.impact ORDER BY p.place) AS impacts
                FROM unnest(g.documents, g.impacts) WITH ORDINALITY AS p(document, impact, place)
                WHERE NOT EXISTS (SELECT FROM unnest(r.documents) AS d(id) WHERE d.id = p.document)
            ) AS others
    ), emptied AS (
        DELETE FROM cluster_site_searchsegment g USING remaining r
        WHERE g.lexeme = r.lexeme AND g.block = r.block AND r.documents IS NULL
    )
    UPDATE cluster_site_searchsegment g SET documents = r.documents, impacts = r.impacts
    FROM remaining r
    WHERE g.lexeme = r.lexeme AND g.block = r.block AND r.documents IS NOT NULL;
END
$$;

CREATE FUNCTION search_add_postings(postings search_posting[]) RETURNS void LANGUAGE plpgsql
    SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    INSERT INTO cluster_site_searchlexeme (language, lexeme, documents)
    SELECT DISTINCT p.language, p.lexeme, 0 FROM unnest(postings) AS p
    WHERE NOT EXISTS (SELECT FROM cluster_site_searchlexeme l
        WHERE l.lexeme = p.lexeme AND l.language = p.language);

    INSERT INTO cluster_site_searchsegment AS g (lexeme, block, documents, impacts)
    SELECT (SELECT l.id FROM cluster_site_searchlexeme l
        WHERE l.lexeme = p.lexeme AND l.language = p.language), p.block, p.documents, p.impacts
    FROM unnest(postings) AS p
    ON CONFLICT (lexeme, block) DO UPDATE
        SET documents = g.documents || excluded.documents, impacts = g.impacts || excluded.impacts;
END
$$;
"""
NO_POSTINGS = """
DROP FUNCTION search_add_postings, search_remove_postings, search_digests;
DROP TYPE search_posting;
"""

# In a text that became a tenth longer or shorter each word counts differently, in others only what differs.
CHANGED = """
    WITH source AS MATERIALIZED (
        SELECT s.*, d.id, d.length AS old_length, d.words AS old_words, search_digest(s) AS digest,
            search_clean(concat_ws(E'\\n', s.title, s.title,
                (SELECT string_agg(name, E'\\n') FROM unnest(s.names) AS name WHERE name <> s.title),
                left(s.body, 100000))) AS cleaned
        FROM unnest(sources) AS s
            JOIN cluster_site_searchdocument d ON d.kind = of_kind AND d.record = s.record
                AND d.language = s.language AND d.digest <> search_digest(s)
    ), vectors AS MATERIALIZED (
        SELECT s.*, search_vector(s.language, s.cleaned) AS vector FROM source s
    ), changed AS (
        UPDATE cluster_site_searchdocument d
        SET title = search_fold(v.title),
            names = ARRAY(SELECT DISTINCT search_fold(search_clean(name))
                FROM unnest(v.title || v.names) AS name WHERE search_clean(name) <> ''),
            digest = v.digest,
            length = (SELECT coalesce(sum(cardinality(positions)), 0) FROM unnest(v.vector)),
            words = v.vector || array_to_tsvector(v.named)
        FROM vectors v WHERE d.id = v.id
        RETURNING d.id, d.language, d.length, d.words, v.old_words,
            abs(d.length - v.old_length) * 10 > v.old_length AS anew
    ), frequencies AS MATERIALIZED (
        SELECT c.id, c.language, c.length, c.anew, f.*
        FROM changed c CROSS JOIN LATERAL (
            SELECT lexeme, old.number AS old_number, new.number AS new_number
            FROM (SELECT w.lexeme, coalesce(cardinality(w.positions), 1) AS number
                    FROM unnest(c.old_words) AS w) AS old
                FULL JOIN (SELECT w.lexeme, coalesce(cardinality(w.positions), 1) AS number
                    FROM unnest(c.words) AS w) AS new USING (lexeme)
        ) AS f
    ), postings AS MATERIALIZED (
        SELECT c.*, id >> 10 AS block,
            (1000 * new_number * 2.2 / (new_number + 1.2 * (0.25 + 0.75 * c.length
                / greatest(coalesce(t.length, c.length), 1))))::int AS impact
        FROM frequencies c LEFT JOIN cluster_site_searchstatistics t ON t.language = c.language
        WHERE anew OR old_number IS DISTINCT FROM new_number
    )
    SELECT
        (SELECT array_agg(ROW(language, lexeme, block, documents, NULL)::search_posting) FROM (
            SELECT language, lexeme, block, array_agg(id) AS documents
            FROM postings WHERE old_number IS NOT NULL GROUP BY language, lexeme, block) AS grouped),
        (SELECT array_agg(ROW(language, lexeme, block, documents, impacts)::search_posting) FROM (
            SELECT language, lexeme, block, array_agg(id) AS documents, array_agg(impact) AS impacts
            FROM postings WHERE new_number IS NOT NULL GROUP BY language, lexeme, block) AS grouped),
        (SELECT string_agg(cleaned, ' ') FROM vectors WHERE language = 'en'),
        (SELECT string_agg(cleaned, ' ') FROM vectors WHERE language = 'nb')
    INTO removed, added, english, norwegian;
    PERFORM search_remove_postings(removed);
    PERFORM search_add_postings(added);

"""


def index_in_place() -> str:
    """Return the function of migration 0014 with a part for documents that have changed."""
    sql = BEFORE
    for old, new in (
        ("DECLARE\n", "DECLARE\n    removed search_posting[];\n    added search_posting[];\n"),
        # search_rebuild gives each document another number: the digest that it writes is of none
        (
            "SELECT FROM unnest(sources) AS s WHERE s.record = d.record AND s.language = d.language\n"
            "                AND search_digest(s) = d.digest)",
            "SELECT FROM unnest(sources) AS s WHERE s.record = d.record AND s.language = d.language\n"
            "                AND d.digest <> '00000000-0000-0000-0000-000000000000')",
        ),
        ("    -- Lexemes are looked up one by one", CHANGED + "    -- Lexemes are looked up one by one"),
        (
            "SELECT array_agg(a.id), string_agg(v.cleaned, ' ') FILTER (WHERE v.language = 'en'),\n"
            "        string_agg(v.cleaned, ' ') FILTER (WHERE v.language = 'nb')",
            "SELECT array_agg(a.id),\n"
            "        concat_ws(' ', english, string_agg(v.cleaned, ' ') FILTER (WHERE v.language = 'en')),\n"
            "        concat_ws(' ', norwegian, string_agg(v.cleaned, ' ') FILTER (WHERE v.language = 'nb'))",
        ),
    ):
        assert sql.count(old) == 1, old
        sql = sql.replace(old, new)
    return sql


class Migration(migrations.Migration):
    dependencies = [("cluster_site", "0020_index_at_once")]

    operations = [
        migrations.RunSQL(POSTINGS, NO_POSTINGS),
        migrations.RunSQL(index_in_place(), BEFORE),
        migrations.RunSQL(KNOWN, KNOWN_BEFORE),
    ]
