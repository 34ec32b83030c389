-- What only `work` does gets a role of its own: destroying, sealing and pruning the access log, telling the processing log, clearing what goes by itself, the polsslag,
-- and seeing for whom a melding is as that person would. Neither the application's role nor the engine's may do any of it now, so whoever took over a `serve` destroys
-- and seals nothing; and `work` needs the application's role no more, so whoever took that over approves nothing and speaks for nobody. Reversible: the grants and
-- policies as they were; older code runs on this, but an older `work` destroys, seals and prunes nothing until it is replaced.
DO $$
DECLARE f text; p record;
BEGIN
    FOREACH f IN ARRAY ARRAY['begin_vernietiging(uuid, int, timestamptz, timestamptz)', 'herspeel_grafsteen(uuid, timestamptz)', 'vernietig_casus(uuid, int, timestamptz)', 'vernietig_sleutel(uuid)',
        'wis_logverwijzing(uuid)', 'zet_logbewijs(bigint[], bytea[])', 'ruim_op(timestamptz, timestamptz)', 'ruim_personen(timestamptz, timestamptz, timestamptz, timestamptz)',
        'ruim_meldingen(timestamptz)', 'snoei_log(timestamptz, bigint, timestamptz)', 'zet_snoeibewijs(bigint, bytea)', 'sla_pols(bigint, boolean, timestamptz)', 'zet_polsbestand(bigint)'] LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM schakel_motor', f);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO schakel_werk', f);
    END LOOP;
    -- Who sees which melding, and of which case: as it is for the application.
    FOR p IN SELECT policyname, tablename FROM pg_policies WHERE schemaname = 'public' AND 'schakel_app' = ANY (roles) AND cmd IN ('SELECT', 'ALL')
        AND tablename IN ('meldingen', 'casussen', 'inzet', 'overdrachten', 'noodtoegangen', 'vervangingen') LOOP
        EXECUTE format('ALTER POLICY %I ON %I TO schakel_app, schakel_werk', p.policyname, p.tablename);
    END LOOP;
END $$;
GRANT USAGE ON SCHEMA public TO schakel_werk;
GRANT SELECT (id, casus_id, status, uitgesteld_tot, trede, aan, persoon, organisatie) ON meldingen TO schakel_werk;
GRANT SELECT (id, nummer, verwijzer_organisatie, casehouder) ON casussen TO schakel_werk;
GRANT SELECT (casus_id, wie, tot) ON inzet TO schakel_werk;
GRANT SELECT (casus_id, ontvanger, casus_tot) ON overdrachten TO schakel_werk;
GRANT SELECT (casus_id, wie, rol, van, einde) ON noodtoegangen TO schakel_werk;
GRANT SELECT (vervangen, vervanger, van, einde) ON vervangingen TO schakel_werk;

-- What was destroyed, and the certificate of it.
REVOKE UPDATE (klaar_op, certificaat) ON vernietigingslijsten FROM schakel_motor;
REVOKE UPDATE (motor_op, runs) ON grafstenen FROM schakel_motor;
CREATE POLICY werk ON vernietigingslijsten FOR SELECT TO schakel_werk USING (true);
CREATE POLICY werkklaar ON vernietigingslijsten FOR UPDATE TO schakel_werk USING (true) WITH CHECK (true);
CREATE POLICY werk ON vernietigingsregels FOR SELECT TO schakel_werk USING (true);
CREATE POLICY werk ON grafstenen FOR SELECT TO schakel_werk USING (true);
CREATE POLICY werkklaar ON grafstenen FOR UPDATE TO schakel_werk USING (true) WITH CHECK (true);
GRANT SELECT ON vernietigingslijsten, vernietigingsregels, grafstenen TO schakel_werk;
GRANT UPDATE (klaar_op, certificaat) ON vernietigingslijsten TO schakel_werk;
GRANT UPDATE (motor_op, runs) ON grafstenen TO schakel_werk;

-- The access log, to seal and to tell; it adds no line and changes none.
REVOKE INSERT ON logzegels FROM schakel_app;
DROP POLICY nieuw ON logzegels;
REVOKE UPDATE ON verwerkingenlog FROM schakel_app;
CREATE POLICY werk ON toegangslog FOR SELECT TO schakel_werk USING (true);
CREATE POLICY werk ON logsnoei FOR SELECT TO schakel_werk USING (true);
CREATE POLICY werk ON logzegels FOR SELECT TO schakel_werk USING (true);
CREATE POLICY werknieuw ON logzegels FOR INSERT TO schakel_werk WITH CHECK (true);
CREATE POLICY werk ON verwerkingenlog TO schakel_werk USING (true) WITH CHECK (true);
GRANT SELECT ON toegangslog, logsnoei TO schakel_werk;
GRANT SELECT, INSERT ON logzegels TO schakel_werk;
GRANT SELECT, UPDATE ON verwerkingenlog TO schakel_werk;

-- Drafts that are over; one that was sent in takes the engine's side away.
CREATE POLICY werk ON concepten FOR SELECT TO schakel_werk USING (true);
CREATE POLICY werkwist ON concepten FOR DELETE TO schakel_werk USING (verloopt < now() + interval '1 day');
GRANT SELECT (id, verloopt), DELETE ON concepten TO schakel_werk;
