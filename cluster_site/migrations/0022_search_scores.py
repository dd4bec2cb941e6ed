"""Sum up and filter what a query matches in a tenth of the time.

What may be seen was read from the row of each document that matches, which was half of a search. It changes
only at the bounds of the documents' times, so `search_visible` holds it by block: after the last bound of
its documents (`settled`) a document's facet stands in an array at its place, 0 where it is not to be seen.
Blocks with a bound still to come, and moments of the past, read the documents as before.
"""

from django.db import migrations

TABLE = """CREATE TABLE search_visible (
    language text,
    block integer,
    settled timestamptz NOT NULL,
    facets integer[] NOT NULL,
    PRIMARY KEY (language, block)
)"""

VISIBLE = """
-- a value that was compressed or stored elsewhere would be read anew for each document
ALTER TABLE search_visible ALTER COLUMN facets SET STORAGE PLAIN;

CREATE FUNCTION search_sees(facet integer, known tstzmultirange, translated tstzmultirange,
    page integer, at timestamptz) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT known @> at AND (facet % 10 = page OR (facet / 10 % 10 < 5 AND NOT translated @> at))
$$;

CREATE FUNCTION search_note_visible(blocks integer[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO search_visible AS v (language, block, settled, facets)
    SELECT p.language, b.block, s.settled, (
        SELECT array_agg(CASE WHEN search_sees(d.facet, d.known, d.translated, p.page, s.settled)
            THEN d.facet ELSE 0 END ORDER BY place)
        FROM generate_series(b.block << 10, (b.block << 10) + 1023) AS place
            LEFT JOIN cluster_site_searchdocument d ON d.id = place)
    FROM unnest(blocks) AS b(block)
        CROSS JOIN LATERAL (
            SELECT coalesce(max(bound) FILTER (WHERE isfinite(bound)), '-infinity') AS settled
            FROM cluster_site_searchdocument d
                CROSS JOIN LATERAL (SELECT unnest(d.known) UNION ALL SELECT unnest(d.translated)) AS t(span)
                CROSS JOIN LATERAL (VALUES (lower(span)), (upper(span))) AS bounds(bound)
            WHERE d.id BETWEEN b.block << 10 AND (b.block << 10) + 1023) AS s
        CROSS JOIN (VALUES ('en', 1), ('nb', 2)) AS p(language, page)
    ON CONFLICT (language, block) DO UPDATE SET settled = excluded.settled, facets = excluded.facets
$$;

CREATE FUNCTION search_note_visible_documents() RETURNS trigger LANGUAGE plpgsql
    SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM search_note_visible(ARRAY(SELECT DISTINCT id >> 10 FROM changed));
    RETURN NULL;
END
$$;
CREATE FUNCTION search_empty_visible() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    DELETE FROM search_visible;
    RETURN NULL;
END
$$;
CREATE TRIGGER search_visible_added AFTER INSERT ON cluster_site_searchdocument
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_note_visible_documents();
CREATE TRIGGER search_visible_changed AFTER UPDATE ON cluster_site_searchdocument
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_note_visible_documents();
CREATE TRIGGER search_visible_gone AFTER DELETE ON cluster_site_searchdocument
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_note_visible_documents();
CREATE TRIGGER search_visible_emptied AFTER TRUNCATE ON cluster_site_searchdocument
    FOR EACH STATEMENT EXECUTE FUNCTION search_empty_visible();

SELECT search_note_visible(ARRAY(SELECT DISTINCT id >> 10 FROM cluster_site_searchdocument));
"""
NO_VISIBLE = """
DROP FUNCTION search_note_visible_documents, search_empty_visible CASCADE;
DROP FUNCTION search_note_visible, search_sees;
"""

# Planned once for a connection, block by block. Without sorting, since the planner takes an array for a
# few rows: what is summed up by hashing in a block of 1,024 it would sort.
SCORES = """
CREATE FUNCTION search_scores(lexemes integer[], weights real[], bits bigint[], required bigint,
    excluded bigint, page integer, at timestamptz)
    RETURNS TABLE (document integer, score real, facet integer) LANGUAGE plpgsql STABLE ROWS 1000
    SET search_path FROM CURRENT SET enable_sort = off SET enable_hashjoin = off SET enable_mergejoin = off
    SET jit = off SET max_parallel_workers_per_gather = 0 SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    IF required | excluded = 0 THEN
        RETURN QUERY
        SELECT m.document, m.score, s.facet
        FROM search_visible v
            CROSS JOIN LATERAL (
                SELECT p.document, sum(t.weight * p.impact)::real AS score
                FROM unnest(lexemes, weights) AS t(lexeme, weight)
                    JOIN cluster_site_searchsegment g ON g.lexeme = t.lexeme AND g.block = v.block
                    CROSS JOIN LATERAL unnest(g.documents, g.impacts) AS p(document, impact)
                GROUP BY p.document
            ) AS m
            CROSS JOIN LATERAL (SELECT CASE WHEN v.settled <= at THEN v.facets[(m.document & 1023) + 1]
                ELSE (SELECT d.facet FROM cluster_site_searchdocument d WHERE d.id = m.document
                    AND search_sees(d.facet, d.known, d.translated, page, at)) END) AS s(facet)
        WHERE v.language = CASE page WHEN 2 THEN 'nb' ELSE 'en' END AND s.facet > 0;
    ELSE
        RETURN QUERY
        SELECT m.document, m.score, s.facet
        FROM search_visible v
            CROSS JOIN LATERAL (
                SELECT p.document, sum(t.weight * p.impact)::real AS score
                FROM unnest(lexemes, weights, bits) AS t(lexeme, weight, bit)
                    JOIN cluster_site_searchsegment g ON g.lexeme = t.lexeme AND g.block = v.block
                    CROSS JOIN LATERAL unnest(g.documents, g.impacts) AS p(document, impact)
                GROUP BY p.document
                HAVING bit_or(t.bit) & required = required
                    AND bit_or(t.bit) & excluded = 0 AND sum(t.weight) > 0
            ) AS m
            CROSS JOIN LATERAL (SELECT CASE WHEN v.settled <= at THEN v.facets[(m.document & 1023) + 1]
                ELSE (SELECT d.facet FROM cluster_site_searchdocument d WHERE d.id = m.document
                    AND search_sees(d.facet, d.known, d.translated, page, at)) END) AS s(facet)
        WHERE v.language = CASE page WHEN 2 THEN 'nb' ELSE 'en' END AND s.facet > 0;
    END IF;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("cluster_site", "0021_index_in_place")]

    operations = [
        migrations.RunSQL(TABLE, "DROP TABLE search_visible"),
        migrations.RunSQL(VISIBLE, NO_VISIBLE),
        migrations.RunSQL(SCORES, "DROP FUNCTION search_scores"),
    ]
