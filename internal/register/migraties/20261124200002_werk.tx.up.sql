-- What has to be done, one row per thing and whose it is, beside the terms in a case's projection: with thousands of cases a list
-- in order of urgency cannot open every projection. Kept by a trigger, so that older code that still runs keeps it too. Not
-- reversible on purpose: going back would only cost the order; older code runs on this.

-- The same answer, in plpgsql: planned once per connection and not each time it is asked.
CREATE OR REPLACE FUNCTION huizen() RETURNS text[] LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN
    ARRAY(SELECT v.vervangen FROM vervangingen v WHERE v.vervanger = vrager() AND v.van <= now() AND v.einde > now()) || vrager();
END $$;

ALTER TABLE casussen ADD COLUMN fase_sinds timestamptz;
-- An owner that is no superuser is held by the wall too, and would see nothing to fill in.
ALTER TABLE casussen NO FORCE ROW LEVEL SECURITY;
ALTER TABLE feiten NO FORCE ROW LEVEL SECURITY;
UPDATE casussen c SET fase_sinds = coalesce(
    (SELECT max(f.vastgelegd) FROM feiten f WHERE f.casus_id = c.id AND f.feit->>'fase' = c.fase), c.aangemaakt_op);
ALTER TABLE casussen ALTER COLUMN fase_sinds SET NOT NULL;
CREATE FUNCTION zet_fase_sinds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.fase_sinds := NEW.aangemaakt_op;
    ELSIF NEW.fase <> OLD.fase THEN
        NEW.fase_sinds := NEW.gewijzigd_op;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fase_sinds BEFORE INSERT OR UPDATE OF fase ON casussen FOR EACH ROW EXECUTE FUNCTION zet_fase_sinds();

CREATE TABLE werk (
    casus_id uuid NOT NULL REFERENCES casussen (id),
    soort text NOT NULL,
    -- Whose it is to do: verwijzer, ctb, coordinator, casehouder or ontvanger.
    aan text NOT NULL,
    -- The casehouder of the case, and the organisation that has to do it when that is not BMZ.
    persoon text NOT NULL,
    organisatie text NOT NULL,
    -- 0 spoed, 1 hoog, 2 normaal.
    urgentie smallint NOT NULL,
    -- Not to be done before; NULL: now.
    vanaf timestamptz,
    vervalt_op timestamptz NOT NULL,
    gevuurd smallint NOT NULL,
    fase_sinds timestamptz NOT NULL,
    PRIMARY KEY (casus_id, soort, aan)
);
CREATE INDEX werk_aan ON werk (aan, persoon, organisatie);
ALTER TABLE werk ENABLE ROW LEVEL SECURITY;
CREATE POLICY motor ON werk TO schakel_motor USING (true) WITH CHECK (true);
CREATE POLICY app ON werk FOR SELECT TO schakel_app USING (
    (SELECT vrager_rol()) IN ('ctb', 'coordinator')
    OR ((SELECT vrager_rol()) = 'bmz_werker' AND persoon <> '' AND persoon = ANY ((SELECT huizen())::text[]))
    OR ((SELECT vrager_rol()) = 'verwijzer' AND aan = 'verwijzer' AND organisatie = (SELECT vrager_organisatie()))
    OR ((SELECT vrager_rol()) = 'ketenpartner' AND aan = 'ontvanger' AND organisatie = (SELECT vrager_organisatie())));
GRANT SELECT ON werk TO schakel_app;
GRANT SELECT, INSERT, DELETE ON werk TO schakel_motor;

-- Who has to do what a term asks (domain description, section 3), also after its reminders climbed to somebody else.
CREATE FUNCTION werk_aan(soort text, fase text, casehouder text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT CASE
    WHEN soort IN ('ontvangst', 'quickscan', 'sneloverleg') THEN 'ctb'
    WHEN soort = 'antwoord' THEN 'verwijzer'
    WHEN soort IN ('wachtlijst-review', 'wachtlijst-urgent', 'afsluitvoorstel') THEN 'coordinator'
    WHEN soort IN ('overdracht-acceptatie', 'overdracht-eerste-contact', 'nazorg-venster', 'nazorg-antwoord') THEN 'ontvanger'
    WHEN casehouder <> '' THEN 'casehouder'
    WHEN fase IN ('aanmelding', 'quickscan') THEN 'ctb'
    ELSE 'coordinator' END $$;

-- The work of one case. A check-in of nazorg is one thing, from when its window opens until its answer is due; so is waiting
-- on the waiting list. An open question is the verwijzer's to answer and ctb's to keep an eye on.
CREATE FUNCTION werk_van(c casussen) RETURNS SETOF werk LANGUAGE sql STABLE AS $$
    WITH t AS (
        SELECT t.soort, t."vervaltOp" AS vervalt_op, coalesce(t.gevuurd, 0) AS gevuurd, werk_aan(t.soort, c.fase, c.casehouder) AS aan
        FROM jsonb_to_recordset(c.projectie->'termijnen') AS t (soort text, "vervaltOp" timestamptz, status text, gevuurd int)
        WHERE t.status <> 'opgeschort' AND t."vervaltOp" IS NOT NULL)
    SELECT c.id, t.soort, a.aan, c.casehouder,
        CASE a.aan WHEN 'verwijzer' THEN c.verwijzer_organisatie WHEN 'ontvanger' THEN c.ontvanger ELSE '' END,
        CASE c.urgentie WHEN 'spoed' THEN 0 WHEN 'hoog' THEN 1 ELSE 2 END,
        CASE WHEN t.soort = 'nazorg-antwoord' THEN (SELECT v.vervalt_op FROM t v WHERE v.soort = 'nazorg-venster' AND v.gevuurd = 0) END,
        t.vervalt_op, t.gevuurd, c.fase_sinds
    FROM t, LATERAL (SELECT t.aan UNION SELECT 'ctb' WHERE t.soort = 'antwoord') a (aan)
    WHERE t.soort <> 'nazorg-venster'
        AND (t.soort <> 'wachtlijst-review' OR NOT EXISTS (SELECT FROM t u WHERE u.soort = 'wachtlijst-urgent'))
$$;
CREATE FUNCTION werk_bij() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM werk WHERE casus_id = NEW.id;
    INSERT INTO werk SELECT * FROM werk_van(NEW) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER werk_nieuw AFTER INSERT ON casussen FOR EACH ROW WHEN (NEW.projectie ? 'termijnen') EXECUTE FUNCTION werk_bij();
CREATE TRIGGER werk_bij AFTER UPDATE ON casussen FOR EACH ROW WHEN (
    (OLD.projectie->'termijnen', OLD.fase, OLD.urgentie, OLD.casehouder, OLD.ontvanger, OLD.verwijzer_organisatie)
    IS DISTINCT FROM (NEW.projectie->'termijnen', NEW.fase, NEW.urgentie, NEW.casehouder, NEW.ontvanger, NEW.verwijzer_organisatie))
    EXECUTE FUNCTION werk_bij();
INSERT INTO werk SELECT w.* FROM casussen c, LATERAL werk_van(c) w ON CONFLICT DO NOTHING;
ALTER TABLE casussen FORCE ROW LEVEL SECURITY;
ALTER TABLE feiten FORCE ROW LEVEL SECURITY;
ALTER TABLE werk FORCE ROW LEVEL SECURITY;
