-- Retention: what may go, who approved it, what holds it back, and that it went. Not reversible on purpose: what was destroyed does not come
-- back; older code runs on this, and then only destroys nothing.

-- Legal hold: as long as one stands, the case is never destroyed.
CREATE TABLE bewaarplichten (
    id uuid PRIMARY KEY,
    casus_id uuid NOT NULL REFERENCES casussen (id),
    -- A word of a list; what was written beside it is encrypted with the key of the case.
    reden text NOT NULL,
    toelichting bytea,
    gezet_door text NOT NULL,
    gezet_op timestamptz NOT NULL,
    opheffing bytea,
    opgeheven_door text,
    opgeheven_op timestamptz,
    CHECK ((opgeheven_op IS NULL) = (opgeheven_door IS NULL))
);
CREATE UNIQUE INDEX bewaarplichten_loopt ON bewaarplichten (casus_id) WHERE opgeheven_op IS NULL;
CREATE INDEX bewaarplichten_lijst ON bewaarplichten (gezet_op DESC, id DESC);

-- A destruction list: proposed, approved by two, carried out.
CREATE TABLE vernietigingslijsten (
    id uuid PRIMARY KEY,
    gemaakt_op timestamptz NOT NULL,
    gemaakt_door text NOT NULL,
    beleid text NOT NULL,
    klaar_op timestamptz,
    -- Numbers only.
    certificaat jsonb
);
CREATE INDEX vernietigingslijsten_lijst ON vernietigingslijsten (gemaakt_op DESC, id DESC);
CREATE TABLE vernietigingsgoedkeuringen (
    lijst_id uuid NOT NULL REFERENCES vernietigingslijsten (id),
    -- The same person twice is once.
    wie text NOT NULL,
    rol text NOT NULL CHECK (rol IN ('privacy_officer', 'coordinator')),
    op timestamptz NOT NULL,
    PRIMARY KEY (lijst_id, wie)
);
CREATE TABLE vernietigingsregels (
    lijst_id uuid NOT NULL REFERENCES vernietigingslijsten (id),
    nr int NOT NULL,
    -- No reference: emptied with the case, as all that says which one it was.
    casus_id uuid,
    nummer text,
    soort text NOT NULL,
    laatste timestamptz,
    vervalt_op timestamptz,
    -- open ─► bezig ─► vernietigd; open ─► afgehaald (somebody took it off) | vervallen (it may not go any more)
    status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'afgehaald', 'vervallen', 'bezig', 'vernietigd')),
    reden text NOT NULL DEFAULT '',
    toelichting bytea,
    door text NOT NULL DEFAULT '',
    op timestamptz,
    -- Rows per table, and histories.
    aantallen jsonb,
    PRIMARY KEY (lijst_id, nr)
);
-- A case is on one list at a time.
CREATE UNIQUE INDEX vernietigingsregels_casus ON vernietigingsregels (casus_id) WHERE status IN ('open', 'bezig');
CREATE INDEX vernietigingsregels_afgehaald ON vernietigingsregels (casus_id) WHERE status = 'afgehaald';

-- What is no more, and since when. The same stands in a file outside the database, for when a backup comes back.
CREATE TABLE grafstenen (
    casus_id uuid PRIMARY KEY,
    op timestamptz NOT NULL,
    lijst_id uuid,
    nr int,
    -- When the register, and when Temporal, had nothing left of it.
    register_op timestamptz,
    motor_op timestamptz,
    -- Histories that were deleted.
    runs int NOT NULL DEFAULT 0
);
CREATE INDEX grafstenen_bezig ON grafstenen (op) WHERE register_op IS NULL OR motor_op IS NULL;

-- Which rows go with a case, and in which order. A table that comes to hold something of a case gets a row here; a test looks whether it has.
-- $1 is the case.
CREATE TABLE vernietigtabellen (
    volgorde int PRIMARY KEY,
    tabel text NOT NULL,
    waar text NOT NULL
);
INSERT INTO vernietigtabellen (volgorde, tabel, waar) VALUES
    (10, 'idempotentie', $w$pad LIKE '/v1/casussen/' || $1 || '/%' OR stap_id IN (SELECT id FROM stappen WHERE casus_id = $1
        UNION ALL SELECT id FROM noodtoegangen WHERE casus_id = $1 UNION ALL SELECT id FROM delingen WHERE casus_id = $1
        UNION ALL SELECT id FROM bewaarplichten WHERE casus_id = $1 UNION ALL SELECT id FROM meldingen WHERE casus_id = $1)$w$),
    (20, 'post_meldingen', $w$melding_id IN (SELECT id FROM meldingen WHERE casus_id = $1)
        OR post_id IN (SELECT p.id FROM post p JOIN meldingen m ON m.id::text = p.sleutel WHERE p.soort = 'spoed' AND m.casus_id = $1)$w$),
    (21, 'post', $w$soort = 'spoed' AND sleutel IN (SELECT id::text FROM meldingen WHERE casus_id = $1)$w$),
    (22, 'meldingen', 'casus_id = $1'),
    (30, 'delinginformatie', 'casus_id = $1'),
    (31, 'delingen', 'casus_id = $1'),
    (32, 'noodtoegangen', 'casus_id = $1'),
    (33, 'bewaarplichten', 'casus_id = $1'),
    (40, 'zoektokens', 'casus_id = $1'),
    (41, 'werk', 'casus_id = $1'),
    (42, 'inzet', 'casus_id = $1'),
    (43, 'overdrachten', 'casus_id = $1'),
    (44, 'regie', 'casus_id = $1'),
    (45, 'feiten', 'casus_id = $1'),
    (46, 'stappen', 'casus_id = $1'),
    (99, 'casussen', 'id = $1');

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['bewaarplichten', 'vernietigingslijsten', 'vernietigingsgoedkeuringen', 'vernietigingsregels', 'grafstenen', 'vernietigtabellen'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    END LOOP;
    -- The functions below run as the owner, whom forced row level security holds too.
    FOREACH t IN ARRAY ARRAY['bewaarplichten', 'vernietigingslijsten', 'vernietigingsgoedkeuringen', 'vernietigingsregels', 'grafstenen', 'vernietigtabellen',
        'idempotentie', 'post_meldingen', 'post', 'meldingen', 'delinginformatie', 'delingen', 'noodtoegangen', 'werk', 'inzet', 'overdrachten', 'regie',
        'feiten', 'stappen', 'casussen', 'toegangslog'] LOOP
        EXECUTE format('CREATE POLICY vernietigt ON %I FOR ALL TO CURRENT_USER USING (true) WITH CHECK (true)', t);
    END LOOP;
END $$;

-- Who may see and do what. Nobody but the two roles sees a list; an approval is of who asks, so the engine's side cannot make one.
CREATE FUNCTION bewaarder() RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT vrager_rol() IN ('privacy_officer', 'coordinator') $$;
CREATE POLICY app ON vernietigingslijsten FOR SELECT TO schakel_app USING ((SELECT bewaarder()));
CREATE POLICY app ON vernietigingsgoedkeuringen FOR SELECT TO schakel_app USING ((SELECT bewaarder()));
CREATE POLICY nieuw ON vernietigingsgoedkeuringen FOR INSERT TO schakel_app WITH CHECK (
    (SELECT bewaarder()) AND wie = (SELECT vrager()) AND rol = (SELECT vrager_rol())
    AND EXISTS (SELECT FROM vernietigingslijsten l WHERE l.id = lijst_id AND l.klaar_op IS NULL));
CREATE POLICY app ON vernietigingsregels FOR SELECT TO schakel_app USING ((SELECT bewaarder()));
CREATE POLICY afhalen ON vernietigingsregels FOR UPDATE TO schakel_app USING ((SELECT bewaarder()) AND status = 'open')
    WITH CHECK ((SELECT bewaarder()) AND status = 'afgehaald' AND door = (SELECT vrager()));
CREATE POLICY app ON bewaarplichten FOR SELECT TO schakel_app USING ((SELECT bewaarder()));
CREATE POLICY einde ON bewaarplichten FOR UPDATE TO schakel_app USING ((SELECT bewaarder()) AND opgeheven_op IS NULL)
    WITH CHECK ((SELECT bewaarder()) AND opgeheven_op IS NOT NULL AND opgeheven_door = (SELECT vrager()));
GRANT SELECT ON vernietigingslijsten, vernietigingsgoedkeuringen, vernietigingsregels, bewaarplichten TO schakel_app;
GRANT INSERT ON vernietigingsgoedkeuringen TO schakel_app;
GRANT UPDATE (status, reden, toelichting, door, op) ON vernietigingsregels TO schakel_app;
GRANT UPDATE (opheffing, opgeheven_door, opgeheven_op) ON bewaarplichten TO schakel_app;

-- The engine's side proposes and carries out; who holds a case back cannot see it, so the engine's side writes that too.
CREATE POLICY motor ON vernietigingslijsten TO schakel_motor USING (true) WITH CHECK (true);
CREATE POLICY motor ON vernietigingsgoedkeuringen FOR SELECT TO schakel_motor USING (true);
CREATE POLICY motor ON vernietigingsregels FOR SELECT TO schakel_motor USING (true);
CREATE POLICY motornieuw ON vernietigingsregels FOR INSERT TO schakel_motor WITH CHECK (status = 'open');
CREATE POLICY motor ON grafstenen TO schakel_motor USING (true) WITH CHECK (true);
CREATE POLICY motor ON bewaarplichten FOR SELECT TO schakel_motor USING (true);
CREATE POLICY motornieuw ON bewaarplichten FOR INSERT TO schakel_motor WITH CHECK (opgeheven_op IS NULL);
GRANT SELECT, INSERT ON vernietigingslijsten, vernietigingsregels, bewaarplichten TO schakel_motor;
GRANT UPDATE (klaar_op, certificaat) ON vernietigingslijsten TO schakel_motor;
GRANT SELECT ON vernietigingsgoedkeuringen, grafstenen TO schakel_motor;
GRANT UPDATE (motor_op, runs) ON grafstenen TO schakel_motor;

-- The last change of a dossier: what its clock counts from.
CREATE FUNCTION laatste_wijziging(casus uuid) RETURNS timestamptz LANGUAGE sql STABLE AS $$ SELECT greatest(
    (SELECT aangemaakt_op FROM casussen WHERE id = casus),
    (SELECT max(vastgelegd) FROM feiten WHERE casus_id = casus),
    (SELECT max(ingediend_op) FROM stappen WHERE casus_id = casus),
    (SELECT max(vastgelegd) FROM delingen WHERE casus_id = casus),
    (SELECT max(op) FROM delinginformatie WHERE casus_id = casus),
    (SELECT max(van) FROM noodtoegangen WHERE casus_id = casus)) $$;

-- Begins with one line of an approved list: from here on it is not to be stopped. Answers bezig, or why the case may not go (any more), which is
-- then written with the line. vervalt is when it may go by the policy of now. Locks the case, so that nothing is stored on it meanwhile.
CREATE FUNCTION begin_vernietiging(lijst uuid, regel int, vervalt timestamptz, nu timestamptz) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE r vernietigingsregels; c casussen; waarom text;
BEGIN
    IF (SELECT count(*) FROM vernietigingsgoedkeuringen g WHERE g.lijst_id = lijst) < 2 THEN
        RAISE EXCEPTION 'de lijst is niet door twee mensen goedgekeurd' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT * INTO STRICT r FROM vernietigingsregels WHERE lijst_id = lijst AND nr = regel FOR UPDATE;
    IF r.status <> 'open' THEN
        RETURN r.status;
    END IF;
    SELECT * INTO c FROM casussen WHERE id = r.casus_id FOR UPDATE;
    waarom := CASE
        WHEN c.id IS NULL THEN 'weg'
        WHEN c.motor <> 'gesloten' OR c.fase <> 'afgesloten' THEN 'geopend'
        WHEN EXISTS (SELECT FROM bewaarplichten b WHERE b.casus_id = c.id AND b.opgeheven_op IS NULL) THEN 'bewaarplicht'
        WHEN laatste_wijziging(c.id) > r.laatste OR EXISTS (SELECT FROM stappen s WHERE s.casus_id = c.id AND s.status = 'wacht') THEN 'veranderd'
        WHEN greatest(r.vervalt_op, vervalt) > nu THEN 'te-vroeg' END;
    IF waarom IS NOT NULL THEN
        UPDATE vernietigingsregels SET status = 'vervallen', reden = waarom, op = nu WHERE lijst_id = lijst AND nr = regel;
        RETURN waarom;
    END IF;
    INSERT INTO grafstenen (casus_id, op, lijst_id, nr) VALUES (r.casus_id, nu, lijst, regel);
    UPDATE vernietigingsregels SET status = 'bezig', op = nu WHERE lijst_id = lijst AND nr = regel;
    RETURN 'bezig';
END $$;

-- A tombstone from the file, after a backup was restored: the case goes again, whatever the backup says of it.
CREATE FUNCTION herspeel_grafsteen(casus uuid, moment timestamptz) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO grafstenen (casus_id, op) VALUES (casus, moment)
    ON CONFLICT (casus_id) DO UPDATE SET register_op = NULL, motor_op = NULL $$;

-- Destroys every row of a case that has a tombstone, and answers how many of which table.
CREATE FUNCTION vernietig_casus(casus uuid, logregels int, nu timestamptz) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE g grafstenen; t vernietigtabellen; n bigint; uit jsonb := jsonb_build_object('sleutels', 1, 'toegangslog', logregels);
BEGIN
    SELECT * INTO g FROM grafstenen WHERE casus_id = casus FOR UPDATE;
    IF g.casus_id IS NULL THEN
        RAISE EXCEPTION 'zonder grafsteen wordt niets vernietigd' USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOR t IN SELECT * FROM vernietigtabellen ORDER BY volgorde LOOP
        EXECUTE format('DELETE FROM %I WHERE ', t.tabel) || t.waar USING casus;
        GET DIAGNOSTICS n = ROW_COUNT;
        uit := uit || jsonb_build_object(t.tabel, n);
    END LOOP;
    -- Lines of every list, also those it was taken off: that there was a case, of which kind, and how it went; nothing of which one.
    UPDATE vernietigingsregels SET casus_id = NULL, nummer = NULL, laatste = NULL, vervalt_op = NULL, toelichting = NULL,
        status = CASE status WHEN 'bezig' THEN 'vernietigd' WHEN 'open' THEN 'vervallen' ELSE status END,
        reden = CASE status WHEN 'open' THEN 'weg' ELSE reden END,
        aantallen = CASE WHEN status = 'bezig' THEN uit END, op = coalesce(op, nu) WHERE casus_id = casus;
    UPDATE grafstenen SET register_op = nu WHERE casus_id = casus;
    RETURN uit;
END $$;

-- What a line of the access log says, as the seal knows it. A record as text quotes what is in it, so that no two say the same.
CREATE FUNCTION logregelsom(l toegangslog) RETURNS bytea LANGUAGE sql STABLE AS $$ SELECT sha256(convert_to(ROW(l.nr, (extract(epoch FROM l.op) * 1000000)::bigint,
    l.wie, l.rol, l.organisatie, l.casus_id, l.wat, l.handeling, l.resultaat, l.doel, l.via, l.casussen)::text, 'UTF8')) $$;
-- A line that lost a case keeps the sum of what it said, for its seal, and a proof (keyed, by the program) that what is left is what was left then.
ALTER TABLE toegangslog ADD COLUMN oorspronkelijk bytea, ADD COLUMN bewijs bytea, ADD CHECK (bewijs IS NULL OR oorspronkelijk IS NOT NULL);
CREATE INDEX toegangslog_ontdaan ON toegangslog (nr) WHERE oorspronkelijk IS NOT NULL;
-- Takes a case with a tombstone out of the log. Answers each line: its number, what it first said, the proof it had and what that was of, what is left.
CREATE FUNCTION wis_logverwijzing(casus uuid) RETURNS TABLE (nr bigint, oorspronkelijk bytea, bewijs bytea, som_voor bytea, som_na bytea)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (SELECT FROM grafstenen g WHERE g.casus_id = casus) THEN
        RAISE EXCEPTION 'zonder grafsteen wordt niets vernietigd' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY WITH oud AS (
        SELECT l.nr, logregelsom(l) AS som FROM toegangslog l WHERE l.casus_id = casus OR l.casussen @> ARRAY[casus] FOR UPDATE
    ), nieuw AS (
        UPDATE toegangslog l SET oorspronkelijk = coalesce(l.oorspronkelijk, oud.som), casus_id = NULLIF(l.casus_id, casus), casussen = array_remove(l.casussen, casus)
        FROM oud WHERE l.nr = oud.nr RETURNING l.*
    ) SELECT n.nr, n.oorspronkelijk, n.bewijs, o.som, sha256(convert_to(ROW(n.nr, (extract(epoch FROM n.op) * 1000000)::bigint,
        n.wie, n.rol, n.organisatie, n.casus_id, n.wat, n.handeling, n.resultaat, n.doel, n.via, n.casussen)::text, 'UTF8'))
    FROM nieuw n JOIN oud o ON o.nr = n.nr ORDER BY n.nr;
END $$;
-- Writes the proofs. A wrong one is found by who checks the log.
CREATE FUNCTION zet_logbewijs(nrs bigint[], bewijzen bytea[]) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE toegangslog l SET bewijs = b.bewijs FROM unnest(nrs, bewijzen) AS b (nr, bewijs) WHERE l.nr = b.nr AND l.oorspronkelijk IS NOT NULL $$;

-- What goes by itself: rows that say nothing of a case.
CREATE FUNCTION ruim_op(sleutels_voor timestamptz, post_voor timestamptz) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE s bigint; p bigint;
BEGIN
    -- A key is needed as long as its step has no outcome.
    DELETE FROM idempotentie i WHERE i.op < sleutels_voor AND i.op < now() - interval '30 days'
        AND NOT EXISTS (SELECT FROM stappen t WHERE t.id = i.stap_id AND t.status = 'wacht');
    GET DIAGNOSTICS s = ROW_COUNT;
    DELETE FROM post_meldingen m USING post q WHERE q.id = m.post_id AND q.status <> 'wacht' AND q.gemaakt_op < post_voor;
    DELETE FROM post q WHERE q.status <> 'wacht' AND q.gemaakt_op < post_voor;
    GET DIAGNOSTICS p = ROW_COUNT;
    RETURN jsonb_build_object('idempotentie', s, 'post', p);
END $$;

DO $$
DECLARE f text;
BEGIN
    FOREACH f IN ARRAY ARRAY['begin_vernietiging(uuid, int, timestamptz, timestamptz)', 'herspeel_grafsteen(uuid, timestamptz)', 'vernietig_casus(uuid, int, timestamptz)',
        'wis_logverwijzing(uuid)', 'zet_logbewijs(bigint[], bytea[])', 'ruim_op(timestamptz, timestamptz)'] LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO schakel_motor', f);
    END LOOP;
END $$;
