-- Detection rules, as people and their tools write them. What of it is enabled goes to the store: docs/rules.md.

CREATE TABLE rule_sets (
    name        text PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9_-]{0,63}$'),
    description text        NOT NULL DEFAULT '',
    -- Rises with every transaction that changes the set: the revision in the store.
    revision    bigint      NOT NULL DEFAULT 1 CHECK (revision BETWEEN 1 AND 9007199254740991),
    changed_at  timestamptz NOT NULL DEFAULT now(),
    -- Without any enabled rule a set is refused, unless this says that it is meant.
    allow_empty boolean     NOT NULL DEFAULT false
);

CREATE TABLE rules (
    rule_set   text    NOT NULL REFERENCES rule_sets (name),
    id         text    NOT NULL CHECK (id ~ '^[A-Za-z0-9._:-]{1,64}$'),
    name       text    NOT NULL CHECK (length(name) <= 200),
    typology   text    NOT NULL CHECK (typology ~ '^[a-z0-9_-]{1,64}$'),
    condition  text    NOT NULL CHECK (length(condition) BETWEEN 1 AND 4096),
    action     text    NOT NULL CHECK (action IN ('allow', 'review', 'block', 'flag')),
    priority   integer NOT NULL DEFAULT 0 CHECK (priority BETWEEN -1000000 AND 1000000),
    enabled    boolean NOT NULL DEFAULT true,
    valid_from timestamptz,
    valid_to   timestamptz,
    owner      text    NOT NULL CHECK (length(owner) <= 200),
    PRIMARY KEY (rule_set, id),
    CHECK (valid_from < valid_to)
);

CREATE TABLE rule_audit (
    entry     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- SET LOCAL voxguard.actor = '…' names the person behind a tool's role.
    actor     text        NOT NULL DEFAULT coalesce(nullif(current_setting('voxguard.actor', true), ''), session_user),
    rule_set  text        NOT NULL,
    rule_id   text,
    operation text        NOT NULL,
    revision  bigint      NOT NULL,
    before    jsonb,
    after     jsonb
);
CREATE INDEX rule_audit_by_rule ON rule_audit (rule_set, rule_id, entry);

-- One step per transaction and set, however many rules it touches. The set's row is locked until the transaction ends, so that revisions are in the order of the
-- commits. What was touched already is kept in a setting of the transaction: statement triggers with transition tables are not in YugabyteDB.
CREATE FUNCTION next_revision(changed text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    touched text := coalesce(current_setting('voxguard.touched', true), '');
    result  bigint;
BEGIN
    IF position(',' || changed || ',' IN touched) > 0 THEN
        SELECT revision INTO result FROM rule_sets WHERE name = changed;
    ELSE
        UPDATE rule_sets SET revision = revision + 1, changed_at = clock_timestamp() WHERE name = changed RETURNING revision INTO result;
        PERFORM set_config('voxguard.touched', touched || ',' || changed || ',', true);
    END IF;
    RETURN result;
END $$;

CREATE FUNCTION rule_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' AND (TG_OP = 'DELETE' OR NEW.rule_set <> OLD.rule_set) THEN
        INSERT INTO rule_audit (rule_set, rule_id, operation, revision, before)
        VALUES (OLD.rule_set, OLD.id, 'DELETE', next_revision(OLD.rule_set), to_jsonb(OLD));
    END IF;
    IF TG_OP = 'INSERT' OR TG_OP = 'UPDATE' THEN
        INSERT INTO rule_audit (rule_set, rule_id, operation, revision, before, after)
        VALUES (NEW.rule_set, NEW.id, TG_OP, next_revision(NEW.rule_set),
                CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) END, to_jsonb(NEW));
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER rule_changed AFTER INSERT OR UPDATE OR DELETE ON rules FOR EACH ROW EXECUTE FUNCTION rule_changed();

CREATE FUNCTION rule_set_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.revision < OLD.revision THEN
        RAISE EXCEPTION 'revision of %: expected at least %, got %', NEW.name, OLD.revision, NEW.revision;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.allow_empty IS DISTINCT FROM OLD.allow_empty AND NEW.revision = OLD.revision THEN
        NEW.revision := OLD.revision + 1;
        NEW.changed_at := clock_timestamp();
    END IF;
    INSERT INTO rule_audit (rule_set, operation, revision, before, after)
    VALUES (NEW.name, TG_OP || ' SET', NEW.revision, CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) END, to_jsonb(NEW));
    RETURN NEW;
END $$;

CREATE TRIGGER rule_set_inserted BEFORE INSERT ON rule_sets FOR EACH ROW EXECUTE FUNCTION rule_set_changed();
CREATE TRIGGER rule_set_changed BEFORE UPDATE ON rule_sets FOR EACH ROW
    WHEN (OLD.allow_empty IS DISTINCT FROM NEW.allow_empty OR OLD.name <> NEW.name OR NEW.revision < OLD.revision OR NEW.revision > OLD.revision + 1)
    EXECUTE FUNCTION rule_set_changed();
