-- Of an installation whose keys did not move to the kluis yet, the engine's role could take any key out of the register, and with it the case. Now a key that
-- is there goes with a tombstone only, which asks for its own proof (20261126910001); moving it, after it stands in the kluis, is for the owner
-- (schakel sleutels verhuis). Reversible: the function as it was in 20261125100001; older code runs on this, but `sleutels verhuis` of before is refused.
CREATE OR REPLACE FUNCTION vernietig_sleutel(casus uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT pg_has_role(session_user, current_user, 'MEMBER') AND EXISTS (SELECT FROM sleutels s WHERE s.casus_id = casus)
        AND NOT EXISTS (SELECT FROM grafstenen g WHERE g.casus_id = casus) THEN
        RAISE EXCEPTION 'zonder grafsteen wordt geen sleutel vernietigd' USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM sleutels s WHERE s.casus_id = casus;
END $$;
