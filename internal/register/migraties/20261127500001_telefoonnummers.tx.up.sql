-- The work telephone number of who can be casehouder: a warme overdracht begins with ringing each other. Of a person there are at most two, one of each who says it:
-- the provider when that person signs in, and the file of the region. Reversible: the table away, and ruim_personen as it was in 20261126910002. Older code runs on
-- this, and then nobody sees a number.
CREATE TABLE telefoonnummers (
    gebruiker text NOT NULL REFERENCES gebruikers (id),
    herkomst text NOT NULL CHECK (herkomst IN ('bestand', 'inlog')),
    nummer text NOT NULL CHECK (nummer ~ '^[0-9 +()-]{6,20}$'),
    PRIMARY KEY (gebruiker, herkomst)
);
ALTER TABLE telefoonnummers ENABLE ROW LEVEL SECURITY;
ALTER TABLE telefoonnummers FORCE ROW LEVEL SECURITY;
CREATE POLICY motor ON telefoonnummers TO schakel_motor USING (true) WITH CHECK (true);
CREATE POLICY vernietigt ON telefoonnummers FOR ALL TO CURRENT_USER USING (true) WITH CHECK (true);
-- Of somebody who works here still: to colleagues that of a casehouder of a case they may see, and to a receiver as long as an offer to it asks to talk with that one.
CREATE POLICY app ON telefoonnummers FOR SELECT TO schakel_app USING (
    EXISTS (SELECT FROM gebruikers g WHERE g.id = telefoonnummers.gebruiker AND g.actief)
    AND (((SELECT vrager_rol()) IN ('ctb', 'coordinator', 'bmz_werker', 'psychiater', 'ervaringsdeskundige')
            AND EXISTS (SELECT FROM casussen c WHERE c.casehouder = telefoonnummers.gebruiker))
        OR ((SELECT vrager_rol()) = 'ketenpartner'
            AND EXISTS (SELECT FROM overdrachten o JOIN casussen c ON c.id = o.casus_id WHERE o.ontvanger = (SELECT vrager_organisatie())
                AND o.status IN ('aangeboden', 'geaccepteerd', 'besproken') AND c.casehouder = telefoonnummers.gebruiker))));
GRANT SELECT ON telefoonnummers TO schakel_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON telefoonnummers TO schakel_motor;

-- The number goes with the address; who had both is counted once. The rest is as it was.
CREATE OR REPLACE FUNCTION ruim_personen(adres_voor timestamptz, naam_voor timestamptz, vervanging_voor timestamptz, post_voor timestamptz) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE jong timestamptz := now() - interval '30 days'; a bigint; g bigint; v bigint; s bigint;
BEGIN
    WITH nummers AS (DELETE FROM telefoonnummers t USING gebruikers u WHERE u.id = t.gebruiker AND NOT u.actief AND u.afgemeld_op < least(adres_voor, jong) RETURNING u.id),
        adressen AS (UPDATE gebruikers SET email = '' WHERE NOT actief AND email <> '' AND afgemeld_op < least(adres_voor, jong) RETURNING id)
        SELECT count(*) INTO a FROM (SELECT id FROM nummers UNION SELECT id FROM adressen) x;
    UPDATE gebruikers u SET naam = 'Oud-medewerker' WHERE NOT u.actief AND u.naam <> 'Oud-medewerker' AND u.afgemeld_op < least(naam_voor, jong)
        AND NOT EXISTS (SELECT FROM feiten f WHERE f.door_persoon = u.id)
        AND NOT EXISTS (SELECT FROM casussen c WHERE u.id IN (c.casehouder, c.regie_persoon, c.verwijzer_persoon));
    GET DIAGNOSTICS g = ROW_COUNT;
    DELETE FROM vervangingen w WHERE w.einde < least(vervanging_voor, jong);
    GET DIAGNOSTICS v = ROW_COUNT;
    DELETE FROM postdagen p WHERE p.dag < least(post_voor, jong)::date;
    DELETE FROM sessies x WHERE x.verloopt < now();
    GET DIAGNOSTICS s = ROW_COUNT;
    RETURN jsonb_build_object('gebruikers', a + g, 'vervangingen', v, 'sessies', s);
END $$;
