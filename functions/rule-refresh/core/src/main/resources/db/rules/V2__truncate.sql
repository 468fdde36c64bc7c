-- TRUNCATE fires no row triggers. Here it raises the revision of every set that loses rules, and audits each of them, as DELETE does.
CREATE FUNCTION rules_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO rule_audit (rule_set, rule_id, operation, revision, before)
    SELECT rule_set, id, 'TRUNCATE', next_revision(rule_set), to_jsonb(rules) FROM rules ORDER BY rule_set, id;
    RETURN NULL;
END $$;

CREATE TRIGGER rules_truncated BEFORE TRUNCATE ON rules FOR EACH STATEMENT EXECUTE FUNCTION rules_truncated();

-- The revisions of sets that come again would begin at 1, below what the store holds.
CREATE FUNCTION rule_sets_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rule_sets: expected DELETE of the sets that are to go, got TRUNCATE';
END $$;

CREATE TRIGGER rule_sets_truncated BEFORE TRUNCATE ON rule_sets FOR EACH STATEMENT EXECUTE FUNCTION rule_sets_truncated();

CREATE FUNCTION rule_set_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO rule_audit (rule_set, operation, revision, before) VALUES (OLD.name, 'DELETE SET', OLD.revision, to_jsonb(OLD));
    RETURN NULL;
END $$;

CREATE TRIGGER rule_set_deleted AFTER DELETE ON rule_sets FOR EACH ROW EXECUTE FUNCTION rule_set_deleted();
