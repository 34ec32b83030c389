-- A swept key is noted, as a destroyed one is: an old copy of it does not come back, and who looks finds what went. It is told apart, for there never was a
-- case that went with it: what is destroyed again after a restore is what was destroyed. Reversible: the functions as they were in 20261126100001 and the
-- column away; older code runs on this.
ALTER TABLE vernietigd ADD COLUMN geveegd boolean NOT NULL DEFAULT false;
CREATE OR REPLACE FUNCTION vernietig(casus uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(casus::text, 0));
    INSERT INTO vernietigd (casus_id) VALUES (casus) ON CONFLICT (casus_id) DO UPDATE SET geveegd = false WHERE vernietigd.geveegd;
    DELETE FROM datasleutels WHERE casus_id = casus;
END $$;
CREATE OR REPLACE FUNCTION veeg(casus uuid, ouder_dan interval) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(casus::text, 0));
    DELETE FROM datasleutels d WHERE d.casus_id = casus
        AND NOT EXISTS (SELECT FROM datasleutels j WHERE j.casus_id = casus AND j.gemaakt_op > now() - greatest(ouder_dan, interval '1 day'));
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO vernietigd (casus_id, geveegd) VALUES (casus, true) ON CONFLICT DO NOTHING;
    RETURN true;
END $$;
