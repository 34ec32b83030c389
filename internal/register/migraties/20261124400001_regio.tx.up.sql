-- Who no longer works here, or no longer works together with us: stays in the history,
-- can do nothing more. Old code does not look at it.
ALTER TABLE organisaties ADD COLUMN actief boolean NOT NULL DEFAULT true;
ALTER TABLE gebruikers ADD COLUMN actief boolean NOT NULL DEFAULT true;
GRANT SELECT (actief) ON gebruikers TO schakel_app;
CREATE INDEX gebruikers_afgemeld ON gebruikers (id) WHERE NOT actief;
