-- The key store: a database of its own, so that a backup of the register holds no keys. schakel_kluis owns nothing here and may only read and add;
-- destroying and wrapping anew are functions for one case at a time, so that no forgotten WHERE takes all. The owner runs this.
CREATE TABLE keks (
    naam text PRIMARY KEY,
    sinds timestamptz NOT NULL DEFAULT now()
);
-- A row refers to the key it was wrapped with: a key that is not in keks (any more) cannot wrap another one, whichever process tries.
CREATE TABLE datasleutels (
    casus_id uuid NOT NULL,
    versie int NOT NULL CHECK (versie > 0),
    kek text NOT NULL REFERENCES keks (naam),
    ingepakt bytea NOT NULL,
    gemaakt_op timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (casus_id, versie)
);
CREATE INDEX datasleutels_kek ON datasleutels (kek, casus_id);
-- What was destroyed stays destroyed, also when an old copy of its key turns up.
CREATE TABLE vernietigd (
    casus_id uuid PRIMARY KEY,
    op timestamptz NOT NULL DEFAULT now()
);

-- zet adds a data key: 'gezet', 'bestaat' when that version is there, or 'vernietigd'. One case at a time, so that it cannot slip past vernietig.
CREATE FUNCTION zet(casus uuid, v int, met text, sleutel bytea) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(casus::text, 0));
    IF EXISTS (SELECT FROM vernietigd WHERE casus_id = casus) THEN
        RETURN 'vernietigd';
    END IF;
    INSERT INTO datasleutels (casus_id, versie, kek, ingepakt) VALUES (casus, v, met, sleutel) ON CONFLICT DO NOTHING;
    RETURN CASE WHEN FOUND THEN 'gezet' ELSE 'bestaat' END;
END $$;
CREATE FUNCTION vernietig(casus uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(casus::text, 0));
    INSERT INTO vernietigd (casus_id) VALUES (casus) ON CONFLICT DO NOTHING;
    DELETE FROM datasleutels WHERE casus_id = casus;
END $$;
-- herpak changes how one data key is wrapped, if it is still wrapped as its caller read it.
CREATE FUNCTION herpak(casus uuid, v int, van text, naar text, sleutel bytea) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE datasleutels SET kek = naar, ingepakt = sleutel WHERE casus_id = casus AND versie = v AND kek = van;
    RETURN FOUND;
END $$;
-- veeg takes away a key that no case needs: made in vain, by an aanmelding that was not stored.
CREATE FUNCTION veeg(casus uuid, ouder_dan interval) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM datasleutels d WHERE d.casus_id = casus
        AND NOT EXISTS (SELECT FROM datasleutels j WHERE j.casus_id = casus AND j.gemaakt_op > now() - greatest(ouder_dan, interval '1 day'));
    RETURN FOUND;
END $$;
REVOKE EXECUTE ON FUNCTION zet(uuid, int, text, bytea), vernietig(uuid), herpak(uuid, int, text, text, bytea), veeg(uuid, interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION zet(uuid, int, text, bytea), vernietig(uuid), herpak(uuid, int, text, text, bytea), veeg(uuid, interval) TO schakel_kluis;
GRANT SELECT ON keks, datasleutels, vernietigd TO schakel_kluis;
GRANT INSERT, DELETE ON keks TO schakel_kluis;
GRANT USAGE ON SCHEMA public TO schakel_kluis;
