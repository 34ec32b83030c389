-- Terms of what has no list: lines of the access log, and meldingen. Not reversible on purpose: what went does not come back; older code runs on
-- this, prunes nothing, and takes a pruned log for one that misses its beginning (schakel log controleer says so).

-- The log is cut at its oldest end, whole seals at a time. What stays of the part that went: how far, how many lines, and its last seal, which the
-- next one was made over. The proof (a keyed hash by the program, over this and the proof before it) tells our cut from anybody else's.
CREATE TABLE logsnoei (
    nr     bigint PRIMARY KEY,
    -- The last seal and the last line that went.
    zegel  bigint NOT NULL,
    tot    bigint NOT NULL,
    -- How many lines went with this cut.
    aantal bigint NOT NULL,
    som    bytea NOT NULL,
    op     timestamptz NOT NULL,
    bewijs bytea
);
ALTER TABLE logsnoei ENABLE ROW LEVEL SECURITY;
ALTER TABLE logsnoei FORCE ROW LEVEL SECURITY;
CREATE POLICY fg ON logsnoei FOR SELECT TO schakel_app USING ((SELECT vrager_rol()) = 'privacy_officer');
GRANT SELECT ON logsnoei TO schakel_app;
CREATE POLICY vernietigt ON logsnoei FOR ALL TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY vernietigt ON logzegels FOR ALL TO CURRENT_USER USING (true) WITH CHECK (true);

-- Cuts off every seal up to and with laatste of which each line is older than voor. Never the newest seal, and by the clock of the database never a
-- line of the last five years (NEN 7513), whatever a policy says or a program asks.
CREATE FUNCTION snoei_log(voor timestamptz, laatste bigint, nu timestamptz) RETURNS TABLE (nr bigint, zegel bigint, tot bigint, aantal bigint, som bytea, op timestamptz, vorige bytea)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE z logzegels; o logsnoei; jong bigint; n bigint;
BEGIN
    -- A day of room: who asks has a clock of his own.
    IF voor > now() - interval '5 years' + interval '1 day' THEN
        RAISE EXCEPTION 'regels van de laatste vijf jaar blijven' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT l.nr INTO jong FROM toegangslog l WHERE l.op >= voor ORDER BY l.nr LIMIT 1;
    SELECT * INTO z FROM logzegels s WHERE s.nr <= laatste AND s.nr < (SELECT max(x.nr) FROM logzegels x) AND (jong IS NULL OR s.tot < jong) ORDER BY s.nr DESC LIMIT 1;
    IF z.nr IS NULL THEN
        RETURN;
    END IF;
    SELECT * INTO o FROM logsnoei s ORDER BY s.nr DESC LIMIT 1;
    DELETE FROM toegangslog l WHERE l.nr <= z.tot;
    GET DIAGNOSTICS n = ROW_COUNT;
    DELETE FROM logzegels s WHERE s.nr <= z.nr;
    RETURN QUERY INSERT INTO logsnoei (nr, zegel, tot, aantal, som, op) VALUES (coalesce(o.nr, 0) + 1, z.nr, z.tot, n, z.zegel, nu)
        RETURNING logsnoei.nr, logsnoei.zegel, logsnoei.tot, logsnoei.aantal, logsnoei.som, logsnoei.op, o.bewijs;
END $$;
-- Writes the proof, once. A wrong one is found by who checks the log.
CREATE FUNCTION zet_snoeibewijs(welke bigint, proef bytea) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE logsnoei SET bewijs = proef WHERE nr = welke AND bewijs IS NULL $$;

-- Meldingen older than their term: those that were settled, and those that a step made and nobody waits for. A reminder that still stands stays, and so
-- does what a complaint or a list asks.
CREATE FUNCTION ruim_meldingen(voor timestamptz) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE n bigint; weg uuid[];
BEGIN
    SELECT array_agg(m.id) INTO weg FROM meldingen m WHERE m.op < voor AND m.op < now() - interval '30 days'
        AND (m.status NOT IN ('open', 'bevestigd') OR m.trede = 0 AND m.klacht_id IS NULL AND m.lijst_id IS NULL);
    DELETE FROM post_meldingen p WHERE p.melding_id = ANY (weg);
    DELETE FROM meldingen m WHERE m.id = ANY (weg);
    GET DIAGNOSTICS n = ROW_COUNT;
    RETURN n;
END $$;
DO $$
DECLARE f text;
BEGIN
    FOREACH f IN ARRAY ARRAY['snoei_log(timestamptz, bigint, timestamptz)', 'zet_snoeibewijs(bigint, bytea)', 'ruim_meldingen(timestamptz)'] LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO schakel_motor', f);
    END LOOP;
END $$;
