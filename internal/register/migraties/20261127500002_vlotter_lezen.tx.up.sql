-- What few ask and every reading of a case paid for: written out in a statement, the policies of the tables it looks into are started anew each time, also when
-- nothing is looked up (decision 0119). In a function they are started when it is called. It asks as the asker, not as the owner of the function: the policies hold
-- as they did. Who sees a number follows in 20261127600002. Reversible: the function away, huizen as in 20261124200002. Older code runs on this.

-- Since when who has regie of a case has it; who sees the status only is told that.
CREATE FUNCTION regie_sinds(casus uuid) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$ BEGIN
    RETURN (SELECT max(r.vanaf) FROM regie r WHERE r.casus_id = casus);
END $$;
REVOKE EXECUTE ON FUNCTION regie_sinds(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION regie_sinds(uuid) TO schakel_app, schakel_motor;

-- As in 20261124200002, but for who can replace nobody there is nothing to look up: only a worker replaces, and the policies that ask this are of that role.
CREATE OR REPLACE FUNCTION huizen() RETURNS text[] LANGUAGE plpgsql STABLE AS $$ BEGIN
    IF vrager_rol() IS DISTINCT FROM 'bmz_werker' THEN
        RETURN ARRAY[vrager()];
    END IF;
    RETURN ARRAY(SELECT v.vervangen FROM vervangingen v WHERE v.vervanger = vrager() AND v.van <= now() AND v.einde > now()) || vrager();
END $$;
