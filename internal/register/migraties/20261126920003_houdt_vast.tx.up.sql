-- What holds a dossier or a complaint back from being destroyed: also an objection or a request to correct that nobody answered, and a hold on a complaint
-- itself. Not reversible on purpose: going back would let go what is held. Older code runs on this, and proposes what then falls off its list.

-- In a word; NULL: nothing does. One rule for the proposal, the list that people read and the moment itself. An open complaint is not in it: why must not
-- tell whom it is about.
CREATE FUNCTION houdt_vast(casus uuid) RETURNS text LANGUAGE sql STABLE AS $$ SELECT CASE
    WHEN EXISTS (SELECT FROM bewaarplichten b WHERE b.casus_id = casus AND b.opgeheven_op IS NULL) THEN 'bewaarplicht'
    WHEN EXISTS (SELECT FROM verklaringen v WHERE v.casus_id = casus AND v.soort IN ('bezwaar', 'correctieverzoek')
        AND NOT EXISTS (SELECT FROM verklaringantwoorden a WHERE a.verklaring_id = v.id)) THEN 'onbeantwoord' END $$;

-- A hold on a complaint is a word on the complaint, behind the same wall; the text beside it is a step on it. So one without a case can be held too, and
-- whom it is about does not see that.
ALTER TABLE klachten ADD COLUMN bewaarplicht text NOT NULL DEFAULT '';
GRANT UPDATE (bewaarplicht) ON klachten TO schakel_app;
GRANT SELECT (bewaarplicht) ON klachten TO schakel_motor;
-- One that is being destroyed is not held any more: beginning it locks the row, so this looks when that lock is passed.
CREATE FUNCTION weiger_bewaarplicht() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM grafstenen g WHERE g.casus_id = NEW.id) THEN
        RAISE EXCEPTION 'deze klacht wordt vernietigd' USING ERRCODE = 'SK003';
    END IF;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION weiger_bewaarplicht() FROM PUBLIC;
CREATE TRIGGER zz_na_grafsteen_klacht AFTER UPDATE OF bewaarplicht ON klachten FOR EACH ROW EXECUTE FUNCTION weiger_bewaarplicht();
-- No complaint about a case that is being destroyed: it would name one that nobody can open (weiger_na_grafsteen: decision 0060).
CREATE TRIGGER zz_na_grafsteen AFTER INSERT ON klachten FOR EACH ROW WHEN (NEW.casus_id IS NOT NULL) EXECUTE FUNCTION weiger_na_grafsteen();

-- What holds the lines of a list, for who approves it; the privacy officer reads no objections and no complaints, hence as the owner.
CREATE FUNCTION lijst_houdt_vast(lijst uuid) RETURNS TABLE (nr int, waarom text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT r.nr, CASE WHEN r.soort <> 'klacht' THEN houdt_vast(r.casus_id)
        WHEN k.bewaarplicht <> '' OR EXISTS (SELECT FROM bewaarplichten b WHERE b.casus_id = k.casus_id AND b.opgeheven_op IS NULL) THEN 'bewaarplicht' END
    FROM vernietigingsregels r LEFT JOIN klachten k ON r.soort = 'klacht' AND k.id = r.casus_id
    WHERE r.lijst_id = lijst AND r.status = 'open' AND r.casus_id IS NOT NULL AND bewaarder() AND ziet_lijst(lijst) $$;
REVOKE EXECUTE ON FUNCTION lijst_houdt_vast(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lijst_houdt_vast(uuid) TO schakel_app;

-- As it was in 20261126910001, with that.
CREATE OR REPLACE FUNCTION waarom_niet_weg(r vernietigingsregels, vervalt timestamptz, nu timestamptz) RETURNS text LANGUAGE plpgsql AS $$
DECLARE c casussen; k klachten; klok timestamptz := least(nu, now() + interval '1 day');
BEGIN
    IF r.soort = 'klacht' THEN
        SELECT * INTO k FROM klachten WHERE id = r.casus_id FOR UPDATE;
        RETURN CASE
            WHEN k.id IS NULL THEN 'weg'
            WHEN k.status = 'open' THEN 'geopend'
            WHEN k.bewaarplicht <> '' THEN 'bewaarplicht'
            -- What holds the dossier that it is about holds the complaint too.
            WHEN EXISTS (SELECT FROM bewaarplichten b WHERE b.casus_id = k.casus_id AND b.opgeheven_op IS NULL) THEN 'bewaarplicht'
            WHEN greatest(r.vervalt_op, vervalt, vervalt_volgens('klacht', k.gesloten_op)) > klok THEN 'te-vroeg' END;
    END IF;
    SELECT * INTO c FROM casussen WHERE id = r.casus_id FOR UPDATE;
    RETURN CASE
        WHEN c.id IS NULL THEN 'weg'
        WHEN c.motor <> 'gesloten' OR c.fase <> 'afgesloten' THEN 'geopend'
        WHEN houdt_vast(c.id) IS NOT NULL THEN houdt_vast(c.id)
        -- Told as a change: why must not tell whom it is about.
        WHEN EXISTS (SELECT FROM klachten x WHERE x.casus_id = c.id AND x.status = 'open') THEN 'veranderd'
        WHEN laatste_wijziging(c.id) > r.laatste OR EXISTS (SELECT FROM stappen s WHERE s.casus_id = c.id AND s.status = 'wacht') THEN 'veranderd'
        -- A dossier does not go as what two people approved to be a withdrawn aanmelding.
        WHEN bewaarsoort(c.id) <> r.soort THEN 'veranderd'
        WHEN greatest(r.vervalt_op, vervalt, vervalt_volgens(r.soort, laatste_wijziging(c.id))) > klok THEN 'te-vroeg' END;
END $$;
