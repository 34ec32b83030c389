-- Nothing is destroyed without proof, whoever asks. The engine's side could set a tombstone on any case as if it had stood in the file of tombstones, and it
-- named the term and the clock itself. Now the database judges a tombstone from the file as it judges the beginning of a destruction: the record is not there,
-- or it stands on a list that two people approved, and is closed, not held, unchanged and over its term by the policy in force and by the clock of the database.
-- A backup in which it is otherwise is for the owner (schakel retention --herspeel). Reversible: the functions as they were in 20261126200001 and
-- 20261126700004, the policy of concepten as it was in 20261125700001, GRANT UPDATE ON casussen TO schakel_motor; older code runs on this.

-- The functions run as the owner, whom forced row level security holds too.
CREATE POLICY vernietigt ON beleidsversies FOR SELECT TO CURRENT_USER USING (true);

-- Which kind a closed case is, by what is recorded of it: an aanmelding that became bemoeizorg is a dossier, however it ended.
CREATE FUNCTION bewaarsoort(casus uuid) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN EXISTS (SELECT FROM feiten f WHERE f.casus_id = c.id AND f.soort = 'toewijzing') THEN 'dossier'
        WHEN c.projectie->>'afsluitreden' = 'ingetrokken' THEN 'ingetrokken' ELSE 'geen-bemoeizorg' END FROM casussen c WHERE c.id = casus $$;
-- How long a kind that goes by a list stays by the policy in force, as a policy writes it (240mnd, 42d); a test holds it against what the programs know.
CREATE FUNCTION bewaartermijn(welke text) RETURNS text LANGUAGE sql STABLE AS $$ SELECT coalesce(
    (SELECT t->>'na' FROM beleidsversies b, jsonb_array_elements(b.beleid->'bewaren'->'termijnen') t
        WHERE b.nr = (SELECT max(nr) FROM beleidsversies) AND t->>'soort' = welke LIMIT 1),
    CASE welke WHEN 'dossier' THEN '240mnd' WHEN 'geen-bemoeizorg' THEN '180mnd' WHEN 'ingetrokken' THEN '42d' WHEN 'klacht' THEN '24mnd' END) $$;
-- When a record of a kind may go. Days and months end with the day, local time. What it does not know goes never.
CREATE FUNCTION vervalt_volgens(welke text, laatste timestamptz) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE d text := bewaartermijn(welke); n int := substring(d FROM '^[0-9]+')::int; dag date := (laatste AT TIME ZONE 'Europe/Amsterdam')::date;
BEGIN
    RETURN coalesce(CASE WHEN n > 0 THEN CASE substring(d FROM '[a-z]+$')
        WHEN 'mnd' THEN (dag + make_interval(months => n) + interval '1 day') AT TIME ZONE 'Europe/Amsterdam'
        WHEN 'd' THEN (dag + make_interval(days => n) + interval '1 day') AT TIME ZONE 'Europe/Amsterdam'
        WHEN 'wd' THEN (dag + make_interval(days => n) + interval '1 day') AT TIME ZONE 'Europe/Amsterdam'
        WHEN 'h' THEN laatste + make_interval(hours => n) WHEN 'min' THEN laatste + make_interval(mins => n) WHEN 's' THEN laatste + make_interval(secs => n) END END, 'infinity');
END $$;

-- Why what a line names may not go; NULL: it may. vervalt and nu are of who asks, and can only make it later: a day of room, for a clock of his own. Locks the
-- case or the complaint, so that nothing is stored on it meanwhile.
CREATE FUNCTION waarom_niet_weg(r vernietigingsregels, vervalt timestamptz, nu timestamptz) RETURNS text LANGUAGE plpgsql AS $$
DECLARE c casussen; k klachten; klok timestamptz := least(nu, now() + interval '1 day');
BEGIN
    IF r.soort = 'klacht' THEN
        SELECT * INTO k FROM klachten WHERE id = r.casus_id FOR UPDATE;
        RETURN CASE
            WHEN k.id IS NULL THEN 'weg'
            WHEN k.status = 'open' THEN 'geopend'
            -- What holds the dossier that it is about holds the complaint too.
            WHEN EXISTS (SELECT FROM bewaarplichten b WHERE b.casus_id = k.casus_id AND b.opgeheven_op IS NULL) THEN 'bewaarplicht'
            WHEN greatest(r.vervalt_op, vervalt, vervalt_volgens('klacht', k.gesloten_op)) > klok THEN 'te-vroeg' END;
    END IF;
    SELECT * INTO c FROM casussen WHERE id = r.casus_id FOR UPDATE;
    RETURN CASE
        WHEN c.id IS NULL THEN 'weg'
        WHEN c.motor <> 'gesloten' OR c.fase <> 'afgesloten' THEN 'geopend'
        WHEN EXISTS (SELECT FROM bewaarplichten b WHERE b.casus_id = c.id AND b.opgeheven_op IS NULL) THEN 'bewaarplicht'
        -- Told as a change: why must not tell whom it is about.
        WHEN EXISTS (SELECT FROM klachten x WHERE x.casus_id = c.id AND x.status = 'open') THEN 'veranderd'
        WHEN laatste_wijziging(c.id) > r.laatste OR EXISTS (SELECT FROM stappen s WHERE s.casus_id = c.id AND s.status = 'wacht') THEN 'veranderd'
        -- A dossier does not go as what two people approved to be a withdrawn aanmelding.
        WHEN bewaarsoort(c.id) <> r.soort THEN 'veranderd'
        WHEN greatest(r.vervalt_op, vervalt, vervalt_volgens(r.soort, laatste_wijziging(c.id))) > klok THEN 'te-vroeg' END;
END $$;

-- Begins with one line of an approved list: from here on it is not to be stopped. Answers bezig, or why it may not go (any more), which is then written with
-- the line.
CREATE OR REPLACE FUNCTION begin_vernietiging(lijst uuid, regel int, vervalt timestamptz, nu timestamptz) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE r vernietigingsregels; waarom text;
BEGIN
    IF (SELECT count(*) FROM vernietigingsgoedkeuringen g WHERE g.lijst_id = lijst) < 2 THEN
        RAISE EXCEPTION 'de lijst is niet door twee mensen goedgekeurd' USING ERRCODE = 'insufficient_privilege';
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

-- A tombstone from outside the register, after a backup was restored. Who the engine's side is has to prove it from this register; who owns the database does not.
CREATE OR REPLACE FUNCTION herspeel_grafsteen(casus uuid, moment timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE r vernietigingsregels;
BEGIN
    -- Judged when it was set.
    UPDATE grafstenen SET register_op = NULL, motor_op = NULL WHERE casus_id = casus;
    IF FOUND THEN
        RETURN;
    END IF;
    -- As of begin_vernietiging: what is written meanwhile comes before, or is refused.
    PERFORM FROM casussen WHERE id = casus FOR UPDATE;
    PERFORM FROM klachten WHERE id = casus FOR UPDATE;
    SELECT v.* INTO r FROM vernietigingsregels v WHERE v.casus_id = casus AND v.status = 'open'
        AND (SELECT count(*) FROM vernietigingsgoedkeuringen g WHERE g.lijst_id = v.lijst_id) >= 2 FOR UPDATE;
    IF FOUND AND waarom_niet_weg(r, r.vervalt_op, now()) IS NULL THEN
        INSERT INTO grafstenen (casus_id, op, lijst_id, nr) VALUES (casus, moment, r.lijst_id, r.nr);
        UPDATE vernietigingsregels SET status = 'bezig', op = moment WHERE lijst_id = r.lijst_id AND nr = r.nr;
        RETURN;
    END IF;
    IF NOT pg_has_role(session_user, current_user, 'MEMBER') AND (EXISTS (SELECT FROM casussen WHERE id = casus) OR EXISTS (SELECT FROM klachten WHERE id = casus)) THEN
        RAISE EXCEPTION 'zonder goedgekeurde lijst zet alleen de eigenaar een grafsteen' USING ERRCODE = 'SK002';
    END IF;
    INSERT INTO grafstenen (casus_id, op) VALUES (casus, moment) ON CONFLICT (casus_id) DO UPDATE SET register_op = NULL, motor_op = NULL;
END $$;

DO $$
DECLARE f text;
BEGIN
    FOREACH f IN ARRAY ARRAY['bewaarsoort(uuid)', 'bewaartermijn(text)', 'vervalt_volgens(text, timestamptz)', 'waarom_niet_weg(vernietigingsregels, timestamptz, timestamptz)'] LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
    END LOOP;
END $$;

-- Who the client is the engine's side never writes after the aanmelding: what it cannot destroy it cannot blot out either.
REVOKE UPDATE ON casussen FROM schakel_motor;
GRANT UPDATE (fase, urgentie, regie_organisatie, regie_persoon, casehouder, ontvanger, motor, seq, projectie, toestand, veiligheid, gewijzigd_op, fase_sinds, zoekvorm)
    ON casussen TO schakel_motor;

-- What goes by itself goes when it is over, whatever is asked: a draft that can still be sent in stays, and so does what was mailed in the last month.
DROP POLICY motor ON concepten;
CREATE POLICY motor ON concepten FOR SELECT TO schakel_motor USING (true);
CREATE POLICY motorwist ON concepten FOR DELETE TO schakel_motor USING (verloopt < now() + interval '1 day');
CREATE OR REPLACE FUNCTION ruim_op(sleutels_voor timestamptz, post_voor timestamptz) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE s bigint; p bigint; voor timestamptz := least(post_voor, now() - interval '30 days');
BEGIN
    -- A key is needed as long as its step has no outcome.
    DELETE FROM idempotentie i WHERE i.op < sleutels_voor AND i.op < now() - interval '30 days'
        AND NOT EXISTS (SELECT FROM stappen t WHERE t.id = i.stap_id AND t.status = 'wacht');
    GET DIAGNOSTICS s = ROW_COUNT;
    DELETE FROM post_meldingen m USING post q WHERE q.id = m.post_id AND q.status <> 'wacht' AND q.gemaakt_op < voor;
    DELETE FROM post q WHERE q.status <> 'wacht' AND q.gemaakt_op < voor;
    GET DIAGNOSTICS p = ROW_COUNT;
    RETURN jsonb_build_object('idempotentie', s, 'post', p);
END $$;
