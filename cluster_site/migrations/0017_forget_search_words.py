"""Words that no text has any more leave the index with the last of them, not when `run_due` counts.

Of a person who is erased no word stays: a trigger forgets a lexeme, and the words that have it, as soon as
it has no document left, whoever took it away.
"""

from django.db import migrations

FORGET = """
CREATE FUNCTION search_forget() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    WITH forgotten AS (
        DELETE FROM cluster_site_searchlexeme l
        USING (SELECT DISTINCT lexeme FROM gone) AS segments
        WHERE l.id = segments.lexeme
            AND NOT EXISTS (SELECT FROM cluster_site_searchsegment g WHERE g.lexeme = l.id)
        RETURNING l.id
    )
    DELETE FROM cluster_site_searchword w USING forgotten WHERE w.lexeme = forgotten.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER search_forget AFTER DELETE ON cluster_site_searchsegment
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION search_forget();
"""


class Migration(migrations.Migration):
    dependencies = [("cluster_site", "0016_search_word_lexemes")]

    operations = [migrations.RunSQL(FORGET, "DROP FUNCTION search_forget CASCADE")]
