"""Index many new records in one pass, by all processors that PostgreSQL may use.

In batches of 500 records each of them changed the same segments again, and of ever new words each was
stemmed by itself: 1,000 articles with the words of a language took a minute.
"""

from django.db import migrations

from core.folding import CAPITALS, fold_sql, lower_sql

_SEPARATORS = r"[^A-Za-z0-9\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u1fff\u2c00-\u2dff\u3005-\u3007\u3040-\ud7ff\uf900-\ufaff]+"
_INVISIBLE = r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]"
_NORWEGIAN = "ÆØÅ"
_OTHERS = "".join(letter for letter in CAPITALS if letter not in _NORWEGIAN)

# The functions give what those of migrations 0011 and 0014 give, so going back leaves them as they are.
TEXTS = f"""
CREATE OR REPLACE FUNCTION search_fold(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN octet_length(value) = length(value) THEN lower(value) ELSE coalesce((
        SELECT string_agg({fold_sql("word")}, ' ' ORDER BY place)
        FROM string_to_table(value, ' ') WITH ORDINALITY AS words(word, place)), '') END
$$;

CREATE OR REPLACE FUNCTION search_lower(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN value ~ '[^ ]{{201}}' OR octet_length(value) > length(value) AND value ~ '[{_OTHERS}]' THEN (
            SELECT string_agg({lower_sql("left(word, 200)")}, ' ' ORDER BY place)
            FROM string_to_table(value, ' ') WITH ORDINALITY AS words(word, place))
        WHEN octet_length(value) = length(value) THEN lower(value)
        ELSE coalesce(translate(lower(value), '{_NORWEGIAN}', '{_NORWEGIAN.lower()}'), '') END
$$;

CREATE OR REPLACE FUNCTION search_clean(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT search_lower(btrim(regexp_replace(
        CASE WHEN octet_length(value) = length(value) THEN value
            ELSE regexp_replace(
                CASE WHEN value IS NFKC NORMALIZED THEN value ELSE normalize(value, NFKC) END,
                '{_INVISIBLE}', '', 'g') END,
        '{_SEPARATORS}', ' ', 'g')))
$$;

-- only where a letter is outside ASCII there is something to fold
CREATE OR REPLACE FUNCTION search_vector(language text, cleaned text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN octet_length(cleaned) = length(cleaned) THEN to_tsvector(
            CASE language WHEN 'nb' THEN 'pg_catalog.norwegian'::regconfig
                ELSE 'pg_catalog.english'::regconfig END, cleaned)
        ELSE regexp_replace(search_fold(to_tsvector(
            CASE language WHEN 'nb' THEN 'pg_catalog.norwegian'::regconfig
                ELSE 'pg_catalog.english'::regconfig END,
            cleaned)::text),
            '(^| )''''(:[0-9,]+)?', '', 'g')::tsvector END
$$;
"""

# what the processes that help may call
SAFE = "".join(
    f"ALTER FUNCTION search_{name} PARALLEL SAFE;\n"
    for name in (
        *("sources", "edition_text", "facet", "digest"),
        *("known_part", "member_known", "member_embargoed"),
    )
)
UNSAFE = SAFE.replace("PARALLEL SAFE", "PARALLEL UNSAFE")

AT_ONCE = """
-- Indexes the pending records of this transaction that have no document yet. Its caller holds the lock.
-- The tables of its steps are unlogged, not temporary: other processes can't read those.
CREATE FUNCTION search_index_at_once() RETURNS void LANGUAGE plpgsql
    SET parallel_setup_cost = 0 SET parallel_tuple_cost = 0 SET min_parallel_table_scan_size = 0
    SET work_mem = '256MB' SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    CREATE UNLOGGED TABLE search_fresh WITH (parallel_workers = 2) AS
    SELECT kind, record FROM search_pending p
    WHERE transaction = pg_current_xact_id() AND NOT EXISTS (
        SELECT FROM cluster_site_searchdocument d WHERE d.kind = p.kind AND d.record = p.record);
    ANALYZE search_fresh;

    CREATE UNLOGGED TABLE search_new WITH (parallel_workers = 2) AS
    SELECT p.kind, s.record, s.language, s.facet, s.known, s.translated, search_fold(s.title) AS title,
        ARRAY(SELECT DISTINCT search_fold(name) FROM (
            SELECT search_clean(name) AS name FROM unnest(s.title || s.names) AS name) AS cleaned
            WHERE name <> '') AS names,
        search_digest(s) AS digest, t.cleaned, v.length, v.vector || array_to_tsvector(s.named) AS words
    FROM search_fresh p
        CROSS JOIN LATERAL search_sources(p.kind, ARRAY[p.record]) AS s
        CROSS JOIN LATERAL (
            SELECT search_clean(concat_ws(E'\\n', s.title, s.title,
                (SELECT string_agg(name, E'\\n') FROM unnest(s.names) AS name WHERE name <> s.title),
                left(s.body, 100000))) AS cleaned
            OFFSET 0) AS t
        CROSS JOIN LATERAL (
            SELECT vector,
                (SELECT coalesce(sum(cardinality(positions)), 0) FROM unnest(vector)) AS length
            FROM (SELECT search_vector(s.language, t.cleaned) AS vector OFFSET 0) AS stemmed) AS v;

    INSERT INTO cluster_site_searchdocument (kind, record, language, facet, known, translated,
        title, names, digest, length, words)
    SELECT kind, record, language, facet, known, translated, title, names, digest, length, words
    FROM search_new ORDER BY kind, record, language;
    -- what was counted before says nothing, and of few rows each would be compared with each
    ANALYZE cluster_site_searchdocument (kind, record);

    CREATE UNLOGGED TABLE search_fresh_lexemes AS
    SELECT d.language, w.lexeme, count(*) AS documents
    FROM search_new d CROSS JOIN unnest(d.words) AS w GROUP BY d.language, w.lexeme;
    INSERT INTO cluster_site_searchlexeme (language, lexeme, documents)
    SELECT language, lexeme, documents FROM search_fresh_lexemes ON CONFLICT DO NOTHING;
    ANALYZE cluster_site_searchlexeme (id);

    INSERT INTO cluster_site_searchsegment AS g (lexeme, block, documents, impacts)
    SELECT lexeme, block, array_agg(id), array_agg(impact)
    FROM (
        SELECT l.id AS lexeme, d.id >> 10 AS block, d.id,
            (1000 * f * 2.2 / (f + 1.2 * (0.25 + 0.75 * d.length / greatest(mean, 1))))::int AS impact
        FROM search_fresh p
            JOIN cluster_site_searchdocument d USING (kind, record)
            JOIN (SELECT n.language, coalesce(t.length, avg(n.length)::float) AS mean
                FROM search_new n LEFT JOIN cluster_site_searchstatistics t USING (language)
                GROUP BY n.language, t.length) AS means USING (language)
            CROSS JOIN unnest(d.words) AS w
            CROSS JOIN LATERAL (SELECT coalesce(cardinality(w.positions), 1)) AS frequency(f)
            JOIN cluster_site_searchlexeme l ON l.lexeme = w.lexeme AND l.language = d.language
        ORDER BY l.id, d.id
    ) AS postings
    GROUP BY lexeme, block
    ON CONFLICT (lexeme, block) DO UPDATE
        SET documents = g.documents || excluded.documents, impacts = g.impacts || excluded.impacts;

    CREATE UNLOGGED TABLE search_written WITH (parallel_workers = 2) AS
    SELECT DISTINCT n.language, word FROM search_new n CROSS JOIN string_to_table(n.cleaned, ' ') AS word
    WHERE length(word) BETWEEN 3 AND 40 AND word !~ '[0-9]';
    CREATE UNLOGGED TABLE search_stemmed AS
    SELECT language, search_fold(word) AS folded, CASE
        WHEN word !~ '^[a-z]+$' THEN (tsvector_to_array(search_vector(language, word)))[1]
        WHEN language = 'nb' THEN (ts_lexize('pg_catalog.norwegian_stem', word))[1]
        ELSE (ts_lexize('pg_catalog.english_stem', word))[1] END AS lexeme
    FROM search_written;
    INSERT INTO cluster_site_searchword (word, lexeme)
    SELECT DISTINCT folded, l.id
    FROM search_stemmed s JOIN cluster_site_searchlexeme l USING (language, lexeme)
    ON CONFLICT DO NOTHING;

    DELETE FROM search_pending p USING search_fresh f
    WHERE p.transaction = pg_current_xact_id() AND p.kind = f.kind AND p.record = f.record;
    DROP TABLE search_fresh, search_new, search_fresh_lexemes, search_written, search_stemmed;
END
$$;
"""

# Joined row by row, where PostgreSQL believes that there are few, counting took minutes.
COUNT = "ALTER FUNCTION search_count() SET enable_nestloop = off"

PENDING = """
CREATE OR REPLACE FUNCTION search_index_pending() RETURNS void LANGUAGE plpgsql
    SET search_path FROM CURRENT SET jit = off SET work_mem = '64MB'
    SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    batch record;
    added integer;
    pending integer;
BEGIN
    SELECT count(*) INTO pending FROM search_pending WHERE transaction = pg_current_xact_id();
    IF pending = 0 THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(20261130);
    IF pending > 500 THEN
        PERFORM search_index_at_once();
    END IF;
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
"""


def previous_pending() -> str:
    """Return the function as migration 0012 has it."""
    return PENDING.replace(
        "    IF pending > 500 THEN\n        PERFORM search_index_at_once();\n    END IF;\n", ""
    )


class Migration(migrations.Migration):
    dependencies = [("cluster_site", "0019_embargoed_parts_of_texts")]

    operations = [
        migrations.RunSQL(TEXTS, migrations.RunSQL.noop),
        migrations.RunSQL(SAFE, UNSAFE),
        migrations.RunSQL(AT_ONCE, "DROP FUNCTION search_index_at_once"),
        migrations.RunSQL(COUNT, "ALTER FUNCTION search_count() RESET enable_nestloop"),
        migrations.RunSQL(PENDING, previous_pending()),
    ]
