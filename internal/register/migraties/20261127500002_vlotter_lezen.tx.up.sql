-- What few ask and every reading of a case paid for: written out in a statement, the policies of the tables it looks into are started anew each time, also when
-- nothing is looked up (decision 0119). In a function they are started when it is called. Both ask as the asker, not as the owner of the function: the policies hold
-- as they did. Reversible: the policy as it was in 20261127500001, huizen as in 20261124200002. Older code runs on this.

-- Since when who has regie of a case has it; who sees the status only is told that.
CREATE FUNCTION regie_sinds(casus uuid) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$ BEGIN
    RETURN (SELECT max(r.vanaf) FROM regie r WHERE r.casus_id = casus);
END $$;
REVOKE EXECUTE ON FUNCTION regie_sinds(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION regie_sinds(uuid) TO schakel_app, schakel_motor;

-- Who sees the number of van: the rule of 20261127500001.
CREATE FUNCTION ziet_nummer(van text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$ BEGIN
    IF NOT EXISTS (SELECT FROM gebruikers g WHERE g.id = van AND g.actief) THEN RETURN false; END IF;
    CASE WHEN vrager_rol() IN ('ctb', 'coordinator', 'bmz_werker', 'psychiater', 'ervaringsdeskundige') THEN
        RETURN EXISTS (SELECT FROM casussen c WHERE c.casehouder = van);
    WHEN vrager_rol() = 'ketenpartner' THEN
        RETURN EXISTS (SELECT FROM overdrachten o JOIN casussen c ON c.id = o.casus_id WHERE o.ontvanger = vrager_organisatie()
            AND o.status IN ('aangeboden', 'geaccepteerd', 'besproken') AND c.casehouder = van);
    ELSE RETURN false;
    END CASE;
END $$;
REVOKE EXECUTE ON FUNCTION ziet_nummer(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ziet_nummer(text) TO schakel_app;
ALTER POLICY app ON telefoonnummers USING (ziet_nummer(gebruiker));

-- As in 20261124200002, but for who can replace nobody there is nothing to look up: only a worker replaces, and the policies that ask this are of that role.
CREATE OR REPLACE FUNCTION huizen() RETURNS text[] LANGUAGE plpgsql STABLE AS $$ BEGIN
    IF vrager_rol() IS DISTINCT FROM 'bmz_werker' THEN
        RETURN ARRAY[vrager()];
    END IF;
    RETURN ARRAY(SELECT v.vervangen FROM vervangingen v WHERE v.vervanger = vrager() AND v.van <= now() AND v.einde > now()) || vrager();
END $$;
