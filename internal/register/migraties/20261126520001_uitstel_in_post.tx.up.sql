-- What was put off comes back by mail on the day somebody chose, also what a mail tells once only: as long as no mail told it since. Not reversible on
-- purpose: older code runs on this, and takes 0 for what it tells.

-- How often the melding had been put off when this mail told it.
ALTER TABLE post_meldingen ADD COLUMN keer smallint NOT NULL DEFAULT 0;
-- What came back before this release is not told anew; what is put off now does come back. The owner is held by row level security too.
ALTER TABLE post_meldingen NO FORCE ROW LEVEL SECURITY;
ALTER TABLE meldingen NO FORCE ROW LEVEL SECURITY;
UPDATE post_meldingen pm SET keer = m.uitgesteld_keer FROM meldingen m
    WHERE m.id = pm.melding_id AND m.uitgesteld_keer > 0 AND m.uitgesteld_tot <= now();
ALTER TABLE post_meldingen FORCE ROW LEVEL SECURITY;
ALTER TABLE meldingen FORCE ROW LEVEL SECURITY;
