-- Terms of what says something of those who work here: the address and the name of who was signed off, who replaced whom, sessions that are over. Reversible:
-- the column, the trigger and the function away; what went does not come back. Older code runs on this, and then nothing of it goes.
ALTER TABLE gebruikers ADD COLUMN afgemeld_op timestamptz;
DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['gebruikers', 'vervangingen', 'postdagen', 'sessies'] LOOP
        EXECUTE format('CREATE POLICY vernietigt ON %I FOR ALL TO CURRENT_USER USING (true) WITH CHECK (true)', t);
    END LOOP;
END $$;
-- Of who was signed off before: it counts from now.
UPDATE gebruikers SET afgemeld_op = now() WHERE NOT actief;
CREATE FUNCTION zet_afgemeld() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.afgemeld_op := CASE WHEN NOT NEW.actief THEN coalesce(OLD.afgemeld_op, now()) END;
    RETURN NEW;
END $$;
CREATE TRIGGER afgemeld BEFORE UPDATE OF actief ON gebruikers FOR EACH ROW EXECUTE FUNCTION zet_afgemeld();

-- A name goes when no dossier has anything that they wrote or are asked for; whatever is asked, what is of the last month stays.
CREATE FUNCTION ruim_personen(adres_voor timestamptz, naam_voor timestamptz, vervanging_voor timestamptz, post_voor timestamptz) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE jong timestamptz := now() - interval '30 days'; a bigint; g bigint; v bigint; s bigint;
BEGIN
    UPDATE gebruikers SET email = '' WHERE NOT actief AND email <> '' AND afgemeld_op < least(adres_voor, jong);
    GET DIAGNOSTICS a = ROW_COUNT;
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
REVOKE EXECUTE ON FUNCTION ruim_personen(timestamptz, timestamptz, timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ruim_personen(timestamptz, timestamptz, timestamptz, timestamptz) TO schakel_motor;
