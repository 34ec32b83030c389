-- Whether this register was put back from a backup, and what that does with approvals. A backup brings back a list that two people approved and loses what was
-- said since against carrying it out (a bewaarplicht, an objection, a case taken off). So the register, the kluis and the file of tombstones keep one number
-- that only goes up, the polsslag; who has a lower one than it saw outside was put back, and no approval in it counts any more. And an approval that is not
-- carried out within a day is none, for where nothing outside knows better. Reversible: the tables and the column away, begin_vernietiging as it was in
-- 20261126910001, GRANT INSERT ON vernietigingsgoedkeuringen TO schakel_app; older code runs on this, and does not look.
CREATE TABLE polsslag (
    een     boolean PRIMARY KEY DEFAULT true CHECK (een),
    nr      bigint NOT NULL DEFAULT 0,
    -- The last one that was written in the file of tombstones; NULL: there never was a file.
    bestand bigint
);
INSERT INTO polsslag DEFAULT VALUES;
ALTER TABLE polsslag ENABLE ROW LEVEL SECURITY;
ALTER TABLE polsslag FORCE ROW LEVEL SECURITY;
CREATE POLICY vernietigt ON polsslag FOR ALL TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY motor ON polsslag FOR SELECT TO schakel_motor USING (true);
GRANT SELECT ON polsslag TO schakel_motor;

-- When it was given by the clock of the database, which no role sets.
ALTER TABLE vernietigingsgoedkeuringen ADD COLUMN gezet_op timestamptz NOT NULL DEFAULT now();
UPDATE vernietigingsgoedkeuringen SET gezet_op = least(op, now());
REVOKE INSERT ON vernietigingsgoedkeuringen FROM schakel_app;
GRANT INSERT (lijst_id, wie, rol, op) ON vernietigingsgoedkeuringen TO schakel_app;

-- Approvals that count no more, and why: teruggezet or verlopen.
CREATE TABLE vervallengoedkeuringen (
    lijst_id uuid NOT NULL REFERENCES vernietigingslijsten (id),
    wie text NOT NULL,
    rol text NOT NULL,
    op timestamptz NOT NULL,
    vervallen_op timestamptz NOT NULL,
    reden text NOT NULL CHECK (reden IN ('teruggezet', 'verlopen'))
);
CREATE INDEX vervallengoedkeuringen_lijst ON vervallengoedkeuringen (lijst_id);
ALTER TABLE vervallengoedkeuringen ENABLE ROW LEVEL SECURITY;
ALTER TABLE vervallengoedkeuringen FORCE ROW LEVEL SECURITY;
CREATE POLICY vernietigt ON vervallengoedkeuringen FOR ALL TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY app ON vervallengoedkeuringen FOR SELECT TO schakel_app USING ((SELECT bewaarder()) AND ziet_lijst(lijst_id));
CREATE POLICY motor ON vervallengoedkeuringen FOR SELECT TO schakel_motor USING (true);
GRANT SELECT ON vervallengoedkeuringen TO schakel_app, schakel_motor;

-- Whether the newest approval of a list is too old to begin on.
CREATE FUNCTION goedkeuring_verlopen(lijst uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(max(g.gezet_op) < now() - interval '24 hours', false) FROM vernietigingsgoedkeuringen g WHERE g.lijst_id = lijst $$;

-- The next number. gezien is the highest that stands outside this database, read before this is called: it was given out here once, so a lower one here means
-- that this register was put back (terug says so too). Then no approval counts of a list that has something left to begin with; else those do not that two
-- people gave more than a day ago. lijsten is of how many lists.
CREATE FUNCTION sla_pols(gezien bigint, terug boolean, nu timestamptz) RETURNS TABLE (nr bigint, teruggezet boolean, lijsten int)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE oud bigint; t boolean;
BEGIN
    SELECT p.nr INTO STRICT oud FROM polsslag p FOR UPDATE;
    t := terug OR oud < gezien;
    -- An approval that is being given waits here, and counts as one of after it.
    PERFORM FROM vernietigingslijsten l WHERE l.klaar_op IS NULL FOR UPDATE;
    RETURN QUERY WITH welke AS (
        SELECT l.id FROM vernietigingslijsten l WHERE l.klaar_op IS NULL
            AND EXISTS (SELECT FROM vernietigingsregels v WHERE v.lijst_id = l.id AND v.status = 'open')
            AND (t OR goedkeuring_verlopen(l.id) AND (SELECT count(*) FROM vernietigingsgoedkeuringen g WHERE g.lijst_id = l.id) >= 2)
    ), weg AS (
        DELETE FROM vernietigingsgoedkeuringen g USING welke w WHERE g.lijst_id = w.id RETURNING g.lijst_id, g.wie, g.rol, g.op
    ), erbij AS (
        INSERT INTO vervallengoedkeuringen (lijst_id, wie, rol, op, vervallen_op, reden) SELECT w.lijst_id, w.wie, w.rol, w.op, nu, CASE WHEN t THEN 'teruggezet' ELSE 'verlopen' END FROM weg w
    ), volgende AS (
        UPDATE polsslag p SET nr = greatest(oud, gezien) + 1 RETURNING p.nr
    ) SELECT v.nr, t, (SELECT count(DISTINCT w.lijst_id)::int FROM weg w) FROM volgende v;
END $$;
CREATE FUNCTION zet_polsbestand(slag bigint) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ UPDATE polsslag SET bestand = greatest(bestand, slag) $$;

-- As it was in 20261126910001, with that.
CREATE OR REPLACE FUNCTION begin_vernietiging(lijst uuid, regel int, vervalt timestamptz, nu timestamptz) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE r vernietigingsregels; waarom text;
BEGIN
    IF (SELECT count(*) FROM vernietigingsgoedkeuringen g WHERE g.lijst_id = lijst) < 2 THEN
        RAISE EXCEPTION 'de lijst is niet door twee mensen goedgekeurd' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF goedkeuring_verlopen(lijst) THEN
        RAISE EXCEPTION 'de goedkeuring van de lijst is meer dan een dag oud' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT * INTO STRICT r FROM vernietigingsregels WHERE lijst_id = lijst AND nr = regel FOR UPDATE;
    IF r.status <> 'open' THEN
        RETURN r.status;
    END IF;
    waarom := waarom_niet_weg(r, vervalt, nu);
    IF waarom IS NOT NULL THEN
        UPDATE vernietigingsregels SET status = 'vervallen', reden = waarom, op = nu WHERE lijst_id = lijst AND nr = regel;
        RETURN waarom;
    END IF;
    INSERT INTO grafstenen (casus_id, op, lijst_id, nr) VALUES (r.casus_id, nu, lijst, regel);
    UPDATE vernietigingsregels SET status = 'bezig', op = nu WHERE lijst_id = lijst AND nr = regel;
    RETURN 'bezig';
END $$;

DO $$
DECLARE f text;
BEGIN
    REVOKE EXECUTE ON FUNCTION goedkeuring_verlopen(uuid) FROM PUBLIC;
    FOREACH f IN ARRAY ARRAY['sla_pols(bigint, boolean, timestamptz)', 'zet_polsbestand(bigint)'] LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO schakel_motor', f);
    END LOOP;
END $$;
