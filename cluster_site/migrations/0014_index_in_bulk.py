"""Index many texts in less than half the time: what a text of plain letters does not need is left out.

The functions give what those of migration 0011 give, so going back leaves them as they are.
"""

from django.db import migrations

from core.folding import CAPITALS, lower_sql

_SEPARATORS = r"[^A-Za-z0-9\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u1fff\u2c00-\u2dff\u3005-\u3007\u3040-\ud7ff\uf900-\ufaff]+"
_INVISIBLE = r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]"
_NORWEGIAN = "ÆØÅ"
_OTHERS = "".join(letter for letter in CAPITALS if letter not in _NORWEGIAN)

TEXTS = f"""
-- word by word only where a word is too long or a capital is neither ASCII nor Norwegian
CREATE OR REPLACE FUNCTION search_lower(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN value ~ '[^ ]{{201}}' OR value ~ '[{_OTHERS}]' THEN (
            SELECT string_agg({lower_sql("left(word, 200)")}, ' ' ORDER BY place)
            FROM string_to_table(value, ' ') WITH ORDINALITY AS words(word, place))
        WHEN octet_length(value) = length(value) THEN lower(value)
        ELSE coalesce(translate(lower(value), '{_NORWEGIAN}', '{_NORWEGIAN.lower()}'), '') END
$$;

-- lower case, and one space wherever there is no letter or figure; 200 letters of a word are enough
CREATE OR REPLACE FUNCTION search_clean(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT search_lower(btrim(regexp_replace(
        CASE WHEN octet_length(value) = length(value) THEN value
            ELSE regexp_replace(normalize(value, NFKC), '{_INVISIBLE}', '', 'g') END,
        '{_SEPARATORS}', ' ', 'g')))
$$;
"""

INDEX = """
-- Replaces the documents of these records. Its caller holds the lock of the index.
CREATE OR REPLACE FUNCTION search_index(of_kind text, records bigint[]) RETURNS void LANGUAGE plpgsql
    SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    sources search_source[];
    fresh integer[];
    english text;
    norwegian text;
BEGIN
    SELECT array_agg(s) INTO sources FROM search_sources(of_kind, records) AS s;

    WITH gone AS (
        DELETE FROM cluster_site_searchdocument d
        WHERE d.kind = of_kind AND d.record = ANY(records) AND NOT EXISTS (
            SELECT FROM unnest(sources) AS s WHERE s.record = d.record AND s.language = d.language
                AND search_digest(s) = d.digest)
        RETURNING d.id, d.language, d.words
    ), touched AS (
        SELECT t.block, (SELECT l.id FROM cluster_site_searchlexeme l
            WHERE l.lexeme = t.lexeme AND l.language = t.language) AS lexeme
        FROM (SELECT DISTINCT gone.language, w.lexeme, gone.id >> 10 AS block
            FROM gone, unnest(gone.words) AS w) AS t
    ), remaining AS (
        SELECT g.lexeme, g.block,
            array_agg(p.document ORDER BY p.document) FILTER (WHERE p.document IS NOT NULL) AS documents,
            array_agg(p.impact ORDER BY p.document) FILTER (WHERE p.document IS NOT NULL) AS impacts
        FROM touched
            JOIN cluster_site_searchsegment g USING (lexeme, block)
            LEFT JOIN LATERAL (
                SELECT * FROM unnest(g.documents, g.impacts) AS p(document, impact)
                WHERE p.document NOT IN (SELECT id FROM gone)
            ) AS p ON true
        GROUP BY g.lexeme, g.block
    ), emptied AS (
        DELETE FROM cluster_site_searchsegment g USING remaining r
        WHERE g.lexeme = r.lexeme AND g.block = r.block AND r.documents IS NULL
    )
    UPDATE cluster_site_searchsegment g SET documents = r.documents, impacts = r.impacts
    FROM remaining r
    WHERE g.lexeme = r.lexeme AND g.block = r.block AND r.documents IS NOT NULL;

    UPDATE cluster_site_searchdocument d
    SET facet = s.facet, known = s.known, translated = s.translated
    FROM unnest(sources) AS s
    WHERE d.kind = of_kind AND d.record = s.record AND d.language = s.language
        AND (d.facet, d.known, d.translated) IS DISTINCT FROM (s.facet, s.known, s.translated);

    -- Lexemes are looked up one by one: the planner can't know how many a transaction brings.
    WITH source AS (
        SELECT s.*, search_digest(s) AS digest,
            search_clean(concat_ws(E'\\n', s.title, s.title,
                (SELECT string_agg(name, E'\\n') FROM unnest(s.names) AS name WHERE name <> s.title),
                left(s.body, 100000)  -- a tsvector holds a megabyte, and a letter may become three
            )) AS cleaned
        FROM unnest(sources) AS s
        WHERE NOT EXISTS (SELECT FROM cluster_site_searchdocument d WHERE d.kind = of_kind
            AND d.record = s.record AND d.language = s.language)
    ), vectors AS MATERIALIZED (
        SELECT s.*, search_vector(s.language, s.cleaned) AS vector FROM source s
    ), added AS (
        INSERT INTO cluster_site_searchdocument (kind, record, language, facet, known, translated,
            title, names, digest, length, words)
        SELECT of_kind, v.record, v.language, v.facet, v.known, v.translated,
            search_fold(v.title),
            ARRAY(SELECT DISTINCT search_fold(search_clean(name)) FROM unnest(v.title || v.names) AS name
                WHERE search_clean(name) <> ''),
            v.digest,
            (SELECT coalesce(sum(cardinality(positions)), 0) FROM unnest(v.vector)),
            v.vector || array_to_tsvector(v.named)
        FROM vectors v ORDER BY v.record, v.language
        RETURNING id, language, length, words
    ), lexemes AS (
        INSERT INTO cluster_site_searchlexeme (language, lexeme, documents)
        SELECT o.language, o.lexeme, 0
        FROM (SELECT DISTINCT a.language, w.lexeme FROM added a, unnest(a.words) AS w) AS o
        WHERE NOT EXISTS (SELECT FROM cluster_site_searchlexeme l
            WHERE l.lexeme = o.lexeme AND l.language = o.language)
    )
    SELECT array_agg(a.id), string_agg(v.cleaned, ' ') FILTER (WHERE v.language = 'en'),
        string_agg(v.cleaned, ' ') FILTER (WHERE v.language = 'nb')
    INTO fresh, english, norwegian
    FROM added a FULL JOIN vectors v ON false;

    INSERT INTO cluster_site_searchsegment AS g (lexeme, block, documents, impacts)
    SELECT (SELECT l.id FROM cluster_site_searchlexeme l
        WHERE l.lexeme = o.lexeme AND l.language = o.language), o.block, o.documents, o.impacts
    FROM (
        SELECT d.language, w.lexeme, d.id >> 10 AS block, array_agg(d.id ORDER BY d.id) AS documents,
            array_agg((1000 * f * 2.2 / (f + 1.2 * (0.25 + 0.75 * d.length
                / greatest(coalesce(t.length, mean.length, 1), 1))))::int ORDER BY d.id) AS impacts
        FROM cluster_site_searchdocument d
            LEFT JOIN cluster_site_searchstatistics t ON t.language = d.language
            CROSS JOIN (SELECT avg(length)::float AS length FROM cluster_site_searchdocument
                WHERE id = ANY(fresh)) AS mean
            CROSS JOIN unnest(d.words) AS w
            CROSS JOIN LATERAL (SELECT coalesce(cardinality(w.positions), 1)) AS frequency(f)
        WHERE d.id = ANY(fresh)
        GROUP BY d.language, w.lexeme, d.id >> 10
    ) AS o
    ON CONFLICT (lexeme, block) DO UPDATE
        SET documents = g.documents || excluded.documents, impacts = g.impacts || excluded.impacts;

    -- each word once before anything else is asked of it
    WITH written AS MATERIALIZED (
        SELECT DISTINCT texts.language, word
        FROM (VALUES ('en', english), ('nb', norwegian)) AS texts(language, text)
            CROSS JOIN string_to_table(text, ' ') AS word
    ), folded AS MATERIALIZED (
        SELECT language, word, search_fold(word) AS folded FROM written
        WHERE length(word) BETWEEN 3 AND 40 AND word !~ '[0-9]'
    ), stemmed AS MATERIALIZED (
        SELECT language, folded, (tsvector_to_array(search_vector(language, word)))[1] AS stem
        FROM folded f
        -- One by one, by the primary key: joined, all words may be read for each, since the planner can't
        -- know how many there are, and "=" may be asked of the index of letter triples, which takes long.
        WHERE (SELECT true FROM cluster_site_searchword w
            WHERE w.word BETWEEN f.folded AND f.folded AND (
                SELECT l.language FROM cluster_site_searchlexeme l WHERE l.id = w.lexeme) = f.language
            ORDER BY w.word, w.lexeme LIMIT 1) IS NULL
    )
    INSERT INTO cluster_site_searchword (word, lexeme)
    SELECT folded, lexeme FROM (
        SELECT folded, (SELECT l.id FROM cluster_site_searchlexeme l
            WHERE l.lexeme = stem AND l.language = stemmed.language) AS lexeme
        FROM stemmed
    ) AS words
    WHERE lexeme IS NOT NULL
    ON CONFLICT DO NOTHING;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("cluster_site", "0013_fill_search_index")]

    operations = [
        migrations.RunSQL(TEXTS, migrations.RunSQL.noop),
        migrations.RunSQL(INDEX, migrations.RunSQL.noop),
    ]
