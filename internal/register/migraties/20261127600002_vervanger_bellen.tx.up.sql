-- Whom to ring while a casehouder is away (decision 0121). Reversible: the policy as it was in 20261127500001, the functions away. Older code runs on this.

-- Who replaces a casehouder now, and until when: for colleagues, and for a receiver as long as an offer to it of a case of that casehouder asks to talk. It runs as the
-- owner, for who may see a replacement is narrower; it tells of two workers, and of no case.
CREATE FUNCTION vervanging_van(huis text) RETURNS TABLE (wie text, tot timestamptz) LANGUAGE plpgsql STABLE ROWS 1 SECURITY DEFINER SET search_path = public, pg_temp AS $$ BEGIN
    IF huis <> '' AND (vrager_rol() IN ('ctb', 'coordinator', 'bmz_werker', 'psychiater', 'ervaringsdeskundige')
        OR vrager_rol() = 'ketenpartner' AND EXISTS (SELECT FROM overdrachten o JOIN casussen c ON c.id = o.casus_id WHERE o.ontvanger = vrager_organisatie()
            AND o.status IN ('aangeboden', 'geaccepteerd', 'besproken') AND c.casehouder = huis)) THEN
        RETURN QUERY SELECT v.vervanger, v.einde FROM vervangingen v JOIN gebruikers g ON g.id = v.vervanger AND g.actief
            WHERE v.vervangen = huis AND v.van <= now() AND v.einde > now() ORDER BY v.van LIMIT 1;
    END IF;
END $$;
REVOKE EXECUTE ON FUNCTION vervanging_van(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vervanging_van(text) TO schakel_app;

-- Whom a worker replaces now, as far as the asker is told so; for the rule below.
CREATE FUNCTION vervangt_nu(vervanger_ text) RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$ BEGIN
    RETURN ARRAY(SELECT v.vervangen FROM vervangingen v WHERE v.vervanger = vervanger_ AND v.van <= now() AND v.einde > now()
        AND EXISTS (SELECT FROM vervanging_van(v.vervangen)));
END $$;
REVOKE EXECUTE ON FUNCTION vervangt_nu(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vervangt_nu(text) TO schakel_app;

-- The number of a casehouder, or of who replaces that one now; asked as the asker, and in a function so that nothing is looked up where nobody has a number (0119).
CREATE FUNCTION ziet_nummer(van text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE huis text[];
BEGIN
    IF NOT EXISTS (SELECT FROM gebruikers g WHERE g.id = van AND g.actief) THEN RETURN false; END IF;
    huis := vervangt_nu(van) || van;
    CASE WHEN vrager_rol() IN ('ctb', 'coordinator', 'bmz_werker', 'psychiater', 'ervaringsdeskundige') THEN
        RETURN EXISTS (SELECT FROM casussen c WHERE c.casehouder = ANY (huis));
    WHEN vrager_rol() = 'ketenpartner' THEN
        RETURN EXISTS (SELECT FROM overdrachten o JOIN casussen c ON c.id = o.casus_id WHERE o.ontvanger = vrager_organisatie()
            AND o.status IN ('aangeboden', 'geaccepteerd', 'besproken') AND c.casehouder = ANY (huis));
    ELSE RETURN false;
    END CASE;
END $$;
REVOKE EXECUTE ON FUNCTION ziet_nummer(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ziet_nummer(text) TO schakel_app;
ALTER POLICY app ON telefoonnummers USING (ziet_nummer(gebruiker));
