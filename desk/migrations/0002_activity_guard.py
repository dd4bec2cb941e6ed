"""The activity log is written once; only the erasing of a person may take words out of it."""

from django.db import migrations

GUARD = """
CREATE FUNCTION desk_activity_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND coalesce(current_setting('news.history_door', true), '') = 'redact' THEN
        RETURN new;
    END IF;
    RAISE EXCEPTION 'the activity log never changes'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'activity_immutable';
END
$$;
CREATE TRIGGER activity_guard BEFORE UPDATE OR DELETE ON desk_activity
    FOR EACH ROW EXECUTE FUNCTION desk_activity_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_desk_records")]

    operations = [migrations.RunSQL(GUARD, "DROP FUNCTION desk_activity_guard CASCADE")]
