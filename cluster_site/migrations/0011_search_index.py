"""The search index: functions that read what is to be found and write it into the index.

`search_sources` says what a record's documents are; `search_index` replaces the documents whose
texts have changed, and the facts of the others. docs/search.md has the whole of it.
"""

from django.conf import settings
from django.db import migrations

from core.folding import fold_sql, lower_sql

# what is no letter and no figure: the parser of a database with a C locale takes “ and – for letters
_SEPARATORS = r"[^A-Za-z0-9\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u1fff\u2c00-\u2dff\u3005-\u3007\u3040-\ud7ff\uf900-\ufaff]+"
_INVISIBLE = r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]"
_INLINE = "</?(?:a|abbr|b|em|i|mark|s|span|strong|sub|sup|u)(?:\\s[^>]*)?>"

TEXTS = f"""
-- word by word, since few words have letters that take long
CREATE FUNCTION search_fold(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(string_agg({fold_sql("word")}, ' ' ORDER BY place), '')
    FROM string_to_table(value, ' ') WITH ORDINALITY AS words(word, place)
$$;

CREATE FUNCTION search_lower(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(string_agg({lower_sql("left(word, 200)")}, ' ' ORDER BY place), '')
    FROM string_to_table(value, ' ') WITH ORDINALITY AS words(word, place)
$$;

CREATE FUNCTION search_plain(html text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(regexp_replace(html, '{_INLINE}', '', 'g'), '<[^>]*>|&#?\\w+;', ' ', 'g')
$$;

-- lower case, and one space wherever there is no letter or figure; 200 letters of a word are enough
CREATE FUNCTION search_clean(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT search_lower(btrim(regexp_replace(
        regexp_replace(normalize(value, NFKC), '{_INVISIBLE}', '', 'g'), '{_SEPARATORS}', ' ', 'g')))
$$;

-- Stems first and takes accents away afterwards, or stems and stop words would go wrong.
CREATE FUNCTION search_vector(language text, cleaned text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(search_fold(to_tsvector(
        CASE language WHEN 'nb' THEN 'pg_catalog.norwegian'::regconfig
            ELSE 'pg_catalog.english'::regconfig END,
        cleaned)::text),
        '(^| )''''(:[0-9,]+)?', '', 'g')::tsvector  -- of an accent alone nothing is left
$$;

-- A query for texts with all of the first phrases and none of the others.
CREATE FUNCTION search_phrases(language text, wanted text[], excluded text[]) RETURNS tsquery
    LANGUAGE sql IMMUTABLE AS $$
    SELECT search_fold(string_agg(sign || '(' || query::text || ')', ' & '))::tsquery
    FROM (
        SELECT sign, phraseto_tsquery(
            CASE language WHEN 'nb' THEN 'pg_catalog.norwegian'::regconfig
                ELSE 'pg_catalog.english'::regconfig END,
            search_clean(phrase)) AS query
        FROM (SELECT '' AS sign, unnest(wanted) AS phrase
            UNION ALL SELECT '!', unnest(excluded)) AS phrases
    ) AS queries
    WHERE numnode(query) > 0
$$;
"""
NO_TEXTS = """
DROP FUNCTION search_phrases, search_vector, search_clean, search_plain, search_lower, search_fold;
"""

SOURCES = f"""
CREATE TYPE search_source AS (
    record bigint, language text, facet integer, known tstzmultirange, translated tstzmultirange,
    title text, names text[], body text, named text[]
);

CREATE FUNCTION search_facet(year integer, kind integer, language text) RETURNS integer
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT year * 100 + kind * 10 + CASE language WHEN 'nb' THEN 2 ELSE 1 END $$;

-- Everything typed in an edition; of the records that it names only their keys, since they are shown
-- as they are today and only where they may be known.
CREATE FUNCTION search_edition_text(edition news_edition) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws(E'\\n', edition.standfirst, string_agg(concat_ws(E'\\n',
        search_plain(block->>'html'),
        (SELECT string_agg(value #>> '{{}}', E'\\n')
            FROM jsonb_path_query(block - ARRAY['type', 'html', 'url', 'link', 'file'],
                'strict $.** ? (@.type() == "string")') AS texts(value))
        ), E'\\n' ORDER BY place))
    FROM jsonb_array_elements(edition.blocks) WITH ORDINALITY AS blocks(block, place)
$$;

CREATE FUNCTION search_sources(kind text, records bigint[]) RETURNS SETOF search_source
    LANGUAGE plpgsql STABLE AS $$
DECLARE languages CONSTANT text[] := ARRAY['en', 'nb'];
BEGIN
IF kind = 'article' THEN RETURN QUERY
    SELECT e.id, e.language::text,
        search_facet(extract(year FROM e.first_published AT TIME ZONE '{settings.TIME_ZONE}')::int,
            CASE e.section WHEN 'news' THEN 1 WHEN 'member-news' THEN 2 WHEN 'board' THEN 3 ELSE 4 END,
            e.language::text),
        tstzmultirange(e.live_during * tstzrange(e.first_published, NULL)),
        (SELECT coalesce(range_agg(other.live_during), '{{}}') FROM news_edition other
            WHERE other.translation_group = e.translation_group AND other.language <> e.language),
        e.title::text, ARRAY[]::text[], search_edition_text(e),
        ARRAY(
            SELECT 'member:' || coalesce(m.merged_into_id, m.id) FROM news_editionmember r
                JOIN members_member m ON m.id = r.member_id WHERE r.edition_id = e.id
            UNION SELECT 'person:' || coalesce(p.merged_into_id, p.id) FROM news_editionperson r
                JOIN members_person p ON p.id = r.person_id WHERE r.edition_id = e.id
            UNION SELECT 'tag:' || coalesce(t.merged_into_id, t.id) FROM news_editiontag r
                JOIN news_tag t ON t.id = r.tag_id WHERE r.edition_id = e.id)
    FROM news_edition e
    WHERE e.id = ANY(records) AND NOT isempty(e.live_during);
ELSIF kind = 'member' THEN RETURN QUERY
    SELECT m.id, l, search_facet(0, 5, l),
        (SELECT range_agg(tstzrange(s.public_from, NULL)) FROM members_membership s
            WHERE s.member_id = m.id AND s.public_from < 'infinity'),
        '{{}}'::tstzmultirange,
        coalesce(CASE l WHEN 'nb' THEN nullif(m.name_nb, '') ELSE nullif(m.name_en, '') END,
            m.name_en, m.name_nb)::text,
        ARRAY(SELECT m.name_en UNION SELECT m.name_nb UNION SELECT m.ticker_symbol
            UNION SELECT f.name FROM members_formername f WHERE f.member_id = m.id)::text[],
        concat_ws(E'\\n',
            coalesce(CASE l WHEN 'nb' THEN nullif(m.summary_nb, '') ELSE nullif(m.summary_en, '') END,
                m.summary_en, m.summary_nb),
            search_plain(coalesce(
                CASE l WHEN 'nb' THEN nullif(m.description_nb, '') ELSE nullif(m.description_en, '') END,
                m.description_en, m.description_nb)),
            m.city, (SELECT string_agg(p.city, E'\\n' ORDER BY p.id) FROM members_place p
                WHERE p.member_id = m.id),
            (SELECT coalesce(CASE l WHEN 'nb' THEN nullif(c.name_nb, '') ELSE nullif(c.name_en, '') END,
                c.name_en, c.name_nb) FROM members_category c WHERE c.id = m.category_id),
            (SELECT string_agg(coalesce(
                CASE l WHEN 'nb' THEN nullif(a.name_nb, '') ELSE nullif(a.name_en, '') END,
                a.name_en, a.name_nb), E'\\n' ORDER BY a.id)
                FROM members_member_focus f JOIN members_focusarea a ON a.id = f.focusarea_id
                WHERE f.member_id = m.id)),
        ARRAY[]::text[]
    FROM members_member m CROSS JOIN unnest(languages) AS l
    WHERE m.id = ANY(records) AND m.merged_into_id IS NULL AND EXISTS (
        SELECT FROM members_membership s WHERE s.member_id = m.id AND s.public_from < 'infinity');
ELSIF kind = 'person' THEN RETURN QUERY
    SELECT p.id, l, search_facet(0, 6, l), tstzmultirange(tstzrange(p.public_from, NULL)),
        '{{}}'::tstzmultirange, p.name::text,
        ARRAY(SELECT p.name UNION
            SELECT f.name FROM members_formerpersonname f WHERE f.person_id = p.id)::text[],
        concat_ws(E'\\n',
            coalesce(CASE l WHEN 'nb' THEN nullif(p.title_nb, '') ELSE nullif(p.title_en, '') END,
                p.title_en, p.title_nb),
            search_plain(coalesce(
                CASE l WHEN 'nb' THEN nullif(p.biography_nb, '') ELSE nullif(p.biography_en, '') END,
                p.biography_en, p.biography_nb))),
        ARRAY(SELECT 'member:' || coalesce(m.merged_into_id, m.id) FROM members_member m
            WHERE m.id = p.affiliation_id)
    FROM members_person p CROSS JOIN unnest(languages) AS l
    WHERE p.id = ANY(records) AND p.merged_into_id IS NULL AND p.slug <> 'erased-' || p.id
        AND p.public_from < 'infinity';
ELSE RETURN QUERY
    SELECT t.id, l, search_facet(0, 7, l), tstzmultirange(tstzrange(began.at, NULL)),
        '{{}}'::tstzmultirange,
        (CASE WHEN l = t.language THEN t.name ELSE coalesce(nullif(t.translation, ''), t.name) END)::text,
        ARRAY(SELECT t.name UNION SELECT t.translation)::text[], '', ARRAY[]::text[]
    FROM news_tag t CROSS JOIN unnest(languages) AS l
    CROSS JOIN LATERAL (
        -- by the keys of the tags: the planner can't know how many rows a transaction brings
        SELECT min(lower(e.live_during)) AS at FROM news_editiontag r
            JOIN news_edition e ON e.id = r.edition_id
        WHERE r.tag_id = ANY(ARRAY(SELECT named.id FROM news_tag named
            WHERE named.id = t.id OR named.merged_into_id = t.id))) AS began
    WHERE t.id = ANY(records) AND t.merged_into_id IS NULL AND began.at IS NOT NULL;
END IF;
END
$$;
"""
NO_SOURCES = """
DROP FUNCTION search_sources, search_edition_text, search_facet;
DROP TYPE search_source;
"""

INDEX = """
-- the words go elsewhere, so that what a query looks at of many documents lies close together
ALTER TABLE cluster_site_searchdocument SET (toast_tuple_target = 400);

CREATE FUNCTION search_digest(source search_source) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT md5(concat_ws(E'\\x01', source.title, source.names::text, source.body, source.named::text))::uuid
$$;

-- Replaces the documents of these records. Its caller holds the lock of the index.
CREATE FUNCTION search_index(of_kind text, records bigint[]) RETURNS void LANGUAGE plpgsql
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
            search_clean(concat_ws(E'\n', s.title, s.title,
                (SELECT string_agg(name, E'\n') FROM unnest(s.names) AS name WHERE name <> s.title),
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

    WITH written AS MATERIALIZED (
        SELECT DISTINCT texts.language, word
        FROM (VALUES ('en', english), ('nb', norwegian)) AS texts(language, text)
            CROSS JOIN string_to_table(text, ' ') AS word
        WHERE length(word) BETWEEN 3 AND 40 AND word !~ '[0-9]'
    ), folded AS MATERIALIZED (
        SELECT language, word, search_fold(word) AS folded FROM written
    ), stemmed AS MATERIALIZED (
        SELECT language, folded, (tsvector_to_array(search_vector(language, word)))[1] AS stem
        FROM folded f
        WHERE NOT EXISTS (SELECT FROM cluster_site_searchword w
            JOIN cluster_site_searchlexeme known ON known.id = w.lexeme
            WHERE w.word = f.folded AND known.language = f.language)
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

-- How rare each lexeme is and how long a text is on average. Counted now and then, not at each change.
CREATE FUNCTION search_count() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(20261130);  -- of indexing, as in 0012
    DELETE FROM cluster_site_searchstatistics;
    INSERT INTO cluster_site_searchstatistics (language, documents, length, last)
    SELECT language, count(*), avg(length), (SELECT max(id) FROM cluster_site_searchdocument)
    FROM cluster_site_searchdocument GROUP BY language;

    UPDATE cluster_site_searchlexeme l SET documents = counted.documents
    FROM (SELECT l.id, coalesce(sum(cardinality(g.documents)), 0) AS documents
        FROM cluster_site_searchlexeme l LEFT JOIN cluster_site_searchsegment g ON g.lexeme = l.id
        GROUP BY l.id) AS counted
    WHERE counted.id = l.id AND counted.documents <> l.documents;
    DELETE FROM cluster_site_searchlexeme l
    WHERE documents = 0
        AND NOT EXISTS (SELECT FROM cluster_site_searchsegment g WHERE g.lexeme = l.id);
    DELETE FROM cluster_site_searchword w
    WHERE NOT EXISTS (SELECT FROM cluster_site_searchlexeme l WHERE l.id = w.lexeme);
END
$$;
"""
NO_INDEX = """
ALTER TABLE cluster_site_searchdocument RESET (toast_tuple_target);
DROP FUNCTION search_count, search_index, search_digest;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cluster_site", "0010_search_tables"),
        ("members", "0014_labels_in_both_languages"),
        ("news", "0017_text_indexes"),
    ]

    operations = [
        migrations.RunSQL(TEXTS, NO_TEXTS),
        migrations.RunSQL(SOURCES, NO_SOURCES),
        migrations.RunSQL(INDEX, NO_INDEX),
    ]
