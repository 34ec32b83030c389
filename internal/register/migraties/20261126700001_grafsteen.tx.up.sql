-- Nothing is written any more on a case that has a tombstone. Beginning to destroy locks the row of the case; a row that is written on it waits
-- there for its foreign key, whose check is a trigger after the row. This one comes after that (triggers fire by name), so it looks when the lock is
-- passed, with a snapshot of its own: either the row came first, and then the case fell off its list as changed, or the tombstone did, and the row is
-- refused. Costs one look in an index that is nearly always empty. Reversible: DROP FUNCTION weiger_na_grafsteen CASCADE; older code runs on this.
CREATE FUNCTION weiger_na_grafsteen() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM grafstenen g WHERE g.casus_id = NEW.casus_id) THEN
        RAISE EXCEPTION 'deze casus wordt vernietigd' USING ERRCODE = 'SK001';
    END IF;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION weiger_na_grafsteen() FROM PUBLIC;
DO $$
DECLARE t text;
BEGIN
    -- What people write. What the engine's side makes of it (facts, work, meldingen) follows from a step.
    FOREACH t IN ARRAY ARRAY['stappen', 'verklaringen', 'delingen', 'delinginformatie', 'noodtoegangen', 'bewaarplichten'] LOOP
        EXECUTE format('CREATE TRIGGER zz_na_grafsteen AFTER INSERT ON %I FOR EACH ROW EXECUTE FUNCTION weiger_na_grafsteen()', t);
    END LOOP;
END $$;

-- A list that somebody approved does not grow: else the engine's side could put a case on what two people said yes to. The lock on the list is the one
-- that an approval waits for, through its foreign key. Reversible: DROP FUNCTION weiger_na_goedkeuring CASCADE.
CREATE FUNCTION weiger_na_goedkeuring() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM vernietigingslijsten l WHERE l.id = NEW.lijst_id FOR UPDATE;
    IF EXISTS (SELECT FROM vernietigingsgoedkeuringen g WHERE g.lijst_id = NEW.lijst_id) THEN
        RAISE EXCEPTION 'op een goedgekeurde lijst komt niets meer bij' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION weiger_na_goedkeuring() FROM PUBLIC;
CREATE TRIGGER na_goedkeuring BEFORE INSERT ON vernietigingsregels FOR EACH ROW EXECUTE FUNCTION weiger_na_goedkeuring();
