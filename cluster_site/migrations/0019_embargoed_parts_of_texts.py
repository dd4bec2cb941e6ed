"""Parts of a published text that no page shows yet are not found in it either.

A page leaves out a quote while its speaker may not be known, the organisation of a speaker while that may
not, and the portrait of an organisation that is no known member (`news/content/quotes.py`). An article that
was published before a name became secret would otherwise tell it through the search.
"""

from django.db import migrations

TEXTS = """
CREATE FUNCTION search_member_known(of_member bigint, at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM members_membership s
        WHERE s.member_id = (SELECT coalesce(m.merged_into_id, m.id) FROM members_member m WHERE m.id = of_member)
            AND s.public_from <= at)
$$;

-- as Member.objects.embargoed: an organisation that never was a member is no secret
CREATE FUNCTION search_member_embargoed(of_member bigint, at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(min(s.public_from) > at, false) FROM members_membership s
    WHERE s.member_id = (SELECT coalesce(m.merged_into_id, m.id) FROM members_member m WHERE m.id = of_member)
$$;

-- What of a block pages show. What becomes known with the edition belongs to it from its beginning.
CREATE FUNCTION search_known_part(block jsonb, begins timestamptz) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    at CONSTANT timestamptz := greatest(begins, clock_timestamp());
    place CONSTANT text[] := CASE block->>'type' WHEN 'quote' THEN ARRAY[]::text[] ELSE ARRAY['quote'] END;
    speaker members_person;
BEGIN
    IF block->>'type' = 'spotlight' AND NOT search_member_known((block->>'member')::bigint, at) THEN
        RETURN '{}';
    END IF;
    SELECT stays.* INTO speaker FROM members_person named
        JOIN members_person stays ON stays.id = coalesce(named.merged_into_id, named.id)
    WHERE named.id = (block #> place ->> 'person')::bigint;
    IF speaker.public_from > at THEN
        RETURN CASE block->>'type' WHEN 'quote' THEN '{}' ELSE block - 'quote' END;
    END IF;
    IF search_member_embargoed(speaker.affiliation_id, at) OR EXISTS (
        SELECT FROM members_statement t WHERE t.id = (block->>'statement')::bigint
            AND search_member_embargoed(t.member_id, at)) THEN
        RETURN block #- (place || 'organisation'::text);
    END IF;
    RETURN block;
END
$$;

CREATE OR REPLACE FUNCTION search_edition_text(edition news_edition) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws(E'\\n', edition.standfirst, string_agg(concat_ws(E'\\n',
        search_plain(block->>'html'),
        (SELECT string_agg(value #>> '{}', E'\\n')
            FROM jsonb_path_query(block - ARRAY['type', 'html', 'url', 'link', 'file'],
                'strict $.** ? (@.type() == "string")') AS texts(value))
        ), E'\\n' ORDER BY place))
    FROM (
        SELECT place, CASE WHEN block->>'type' IN ('quote', 'spotlight') OR block ? 'quote'
            THEN search_known_part(block, lower(edition.live_during)) ELSE block END AS block
        FROM jsonb_array_elements(edition.blocks) WITH ORDINALITY AS blocks(block, place)
    ) AS known
$$;
"""
NO_TEXTS = """
CREATE OR REPLACE FUNCTION search_edition_text(edition news_edition) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws(E'\\n', edition.standfirst, string_agg(concat_ws(E'\\n',
        search_plain(block->>'html'),
        (SELECT string_agg(value #>> '{}', E'\\n')
            FROM jsonb_path_query(block - ARRAY['type', 'html', 'url', 'link', 'file'],
                'strict $.** ? (@.type() == "string")') AS texts(value))
        ), E'\\n' ORDER BY place))
    FROM jsonb_array_elements(edition.blocks) WITH ORDINALITY AS blocks(block, place)
$$;
DROP FUNCTION search_known_part, search_member_embargoed, search_member_known;
"""

TRIGGERS = """
-- the editions with the words of these people, or with the portrait of a member
-- PL/pgSQL, which plans once in a session: an import makes ten thousand memberships
CREATE FUNCTION search_note_words_of(people bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM search_note('article', r.edition_id) FROM news_editionperson r WHERE r.person_id = ANY(people);
END
$$;
CREATE FUNCTION search_note_member_texts(of_member bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    people CONSTANT bigint[] := ARRAY(
        SELECT p.id FROM members_person p WHERE p.affiliation_id = of_member
        UNION SELECT t.person_id FROM members_statement t WHERE t.member_id = of_member);
BEGIN
    PERFORM search_note('article', r.edition_id) FROM news_editionmember r WHERE r.member_id = of_member;
    IF people <> '{}' THEN
        PERFORM search_note_words_of(people);
    END IF;
END
$$;

CREATE FUNCTION search_note_secrets() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_TABLE_NAME = 'members_membership' THEN
        PERFORM search_note_member_texts(CASE TG_OP WHEN 'DELETE' THEN old.member_id ELSE new.member_id END);
    ELSIF TG_TABLE_NAME = 'members_statement' THEN
        PERFORM search_note_words_of(ARRAY[new.person_id]);
    ELSE
        PERFORM search_note_words_of(ARRAY[new.id]);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER search_note_secrets AFTER INSERT OR DELETE ON members_membership
    FOR EACH ROW EXECUTE FUNCTION search_note_secrets();
CREATE TRIGGER search_note_moved_secrets AFTER UPDATE OF public_from ON members_membership
    FOR EACH ROW WHEN (old.public_from IS DISTINCT FROM new.public_from)
    EXECUTE FUNCTION search_note_secrets();
CREATE TRIGGER search_note_secrets AFTER UPDATE OF public_from, affiliation_id ON members_person
    FOR EACH ROW WHEN ((old.public_from, old.affiliation_id) IS DISTINCT FROM (new.public_from, new.affiliation_id))
    EXECUTE FUNCTION search_note_secrets();
CREATE TRIGGER search_note_secrets AFTER UPDATE OF member_id ON members_statement
    FOR EACH ROW WHEN (old.member_id IS DISTINCT FROM new.member_id)
    EXECUTE FUNCTION search_note_secrets();

-- Nothing is written when an embargo ends by itself; texts that had to leave something out get it back here.
CREATE FUNCTION search_index_known(since interval) RETURNS void LANGUAGE plpgsql AS $$
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
NO_TRIGGERS = """
DROP FUNCTION search_note_secrets CASCADE;
DROP FUNCTION search_index_known, search_note_member_texts, search_note_words_of;
"""

# only a text that has to leave something out now is indexed anew
REINDEX = """
DO $$
BEGIN
    PERFORM search_note_words_of(ARRAY(SELECT p.id FROM members_person p
        WHERE p.public_from > clock_timestamp()));
    PERFORM search_note_member_texts(m.id) FROM members_member m
    WHERE NOT search_member_known(m.id, clock_timestamp());
    PERFORM search_index_pending();
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("cluster_site", "0018_enquiry_member")]

    operations = [
        migrations.RunSQL(TEXTS, NO_TEXTS),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
        migrations.RunSQL(REINDEX, migrations.RunSQL.noop),
    ]
