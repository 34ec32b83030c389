-- Retention of complaints: on a list of its own, which whom it is about does not see. Not reversible on purpose, as the lists of cases are not: what was
-- destroyed does not come back. Older code runs on this, and proposes no complaints.
ALTER TABLE vernietigingslijsten ADD COLUMN over_klacht boolean NOT NULL DEFAULT false, ADD COLUMN klacht_id uuid, ADD CHECK (over_klacht OR klacht_id IS NULL);

-- Who may know of a list. Of one over a complaint: never whom that is about; as long as it is there the coordinator and the privacy officer, afterwards
-- the privacy officer and who approved. As the owner: the wall of the complaint itself shows the privacy officer nothing.
CREATE POLICY vernietigt ON klachten FOR ALL TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY vernietigt ON klachtstappen FOR ALL TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE FUNCTION ziet_lijst(lijst uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM vernietigingslijsten l LEFT JOIN klachten k ON k.id = l.klacht_id WHERE l.id = lijst AND (NOT l.over_klacht
        OR NOT coalesce(vrager() = ANY (k.betrokkenen), false) AND (k.id IS NOT NULL OR vrager_rol() = 'privacy_officer'
            OR EXISTS (SELECT FROM vernietigingsgoedkeuringen g WHERE g.lijst_id = l.id AND g.wie = vrager())))) $$;
ALTER POLICY app ON vernietigingslijsten USING ((SELECT bewaarder()) AND (NOT over_klacht OR ziet_lijst(id)));
ALTER POLICY app ON vernietigingsgoedkeuringen USING ((SELECT bewaarder()) AND ziet_lijst(lijst_id));
ALTER POLICY nieuw ON vernietigingsgoedkeuringen WITH CHECK (
    (SELECT bewaarder()) AND wie = (SELECT vrager()) AND rol = (SELECT vrager_rol()) AND ziet_lijst(lijst_id)
    AND EXISTS (SELECT FROM vernietigingslijsten l WHERE l.id = lijst_id AND l.klaar_op IS NULL));
ALTER POLICY app ON vernietigingsregels USING ((SELECT bewaarder()) AND (soort <> 'klacht' OR ziet_lijst(lijst_id)));
ALTER POLICY afhalen ON vernietigingsregels USING ((SELECT bewaarder()) AND status = 'open' AND (soort <> 'klacht' OR ziet_lijst(lijst_id)));
GRANT SELECT (casus_id, gesloten_op) ON klachten TO schakel_motor;

-- A complaint goes as a case does: its id is the one of the tombstone.
INSERT INTO vernietigtabellen (volgorde, tabel, waar) VALUES (23, 'klachtstappen', 'klacht_id = $1'), (98, 'klachten', 'id = $1');
UPDATE vernietigtabellen SET waar = waar || ' OR klacht_id = $1' WHERE tabel = 'meldingen';
UPDATE vernietigtabellen SET waar = waar || ' OR melding_id IN (SELECT id FROM meldingen WHERE klacht_id = $1)' WHERE tabel = 'post_meldingen';
UPDATE vernietigtabellen SET waar = waar || $w$ OR pad LIKE '/v1/klachten/' || $1 || '/%' OR stap_id = $1
    OR stap_id IN (SELECT id FROM klachtstappen WHERE klacht_id = $1 UNION ALL SELECT id FROM meldingen WHERE klacht_id = $1)$w$ WHERE tabel = 'idempotentie';

CREATE OR REPLACE FUNCTION begin_vernietiging(lijst uuid, regel int, vervalt timestamptz, nu timestamptz) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE r vernietigingsregels; c casussen; k klachten; waarom text;
BEGIN
    IF (SELECT count(*) FROM vernietigingsgoedkeuringen g WHERE g.lijst_id = lijst) < 2 THEN
        RAISE EXCEPTION 'de lijst is niet door twee mensen goedgekeurd' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT * INTO STRICT r FROM vernietigingsregels WHERE lijst_id = lijst AND nr = regel FOR UPDATE;
    IF r.status <> 'open' THEN
        RETURN r.status;
    END IF;
    IF r.soort = 'klacht' THEN
        SELECT * INTO k FROM klachten WHERE id = r.casus_id FOR UPDATE;
        waarom := CASE
            WHEN k.id IS NULL THEN 'weg'
            WHEN k.status = 'open' THEN 'geopend'
            -- What holds the dossier that it is about holds the complaint too.
            WHEN EXISTS (SELECT FROM bewaarplichten b WHERE b.casus_id = k.casus_id AND b.opgeheven_op IS NULL) THEN 'bewaarplicht'
            WHEN greatest(r.vervalt_op, vervalt) > nu THEN 'te-vroeg' END;
    ELSE
        SELECT * INTO c FROM casussen WHERE id = r.casus_id FOR UPDATE;
        waarom := CASE
            WHEN c.id IS NULL THEN 'weg'
            WHEN c.motor <> 'gesloten' OR c.fase <> 'afgesloten' THEN 'geopend'
            WHEN EXISTS (SELECT FROM bewaarplichten b WHERE b.casus_id = c.id AND b.opgeheven_op IS NULL) THEN 'bewaarplicht'
            -- Told as a change: why must not tell whom it is about.
            WHEN EXISTS (SELECT FROM klachten x WHERE x.casus_id = c.id AND x.status = 'open') THEN 'veranderd'
            WHEN laatste_wijziging(c.id) > r.laatste OR EXISTS (SELECT FROM stappen s WHERE s.casus_id = c.id AND s.status = 'wacht') THEN 'veranderd'
            WHEN greatest(r.vervalt_op, vervalt) > nu THEN 'te-vroeg' END;
    END IF;
    IF waarom IS NOT NULL THEN
        UPDATE vernietigingsregels SET status = 'vervallen', reden = waarom, op = nu WHERE lijst_id = lijst AND nr = regel;
        RETURN waarom;
    END IF;
    INSERT INTO grafstenen (casus_id, op, lijst_id, nr) VALUES (r.casus_id, nu, lijst, regel);
    UPDATE vernietigingsregels SET status = 'bezig', op = nu WHERE lijst_id = lijst AND nr = regel;
    RETURN 'bezig';
END $$;

-- Which complaint a list was over goes with it.
CREATE FUNCTION lijst_zonder_klacht() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE vernietigingslijsten SET klacht_id = NULL WHERE klacht_id = OLD.id;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION lijst_zonder_klacht() FROM PUBLIC;
CREATE TRIGGER lijst_zonder_klacht AFTER DELETE ON klachten FOR EACH ROW EXECUTE FUNCTION lijst_zonder_klacht();
