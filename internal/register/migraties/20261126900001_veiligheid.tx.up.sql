-- What keeps a worker safe can be brought up to date by a step. Its flags wait with it, encrypted as they will stand on the case, and go when there is an
-- outcome, as its text does. Not reversible on purpose: older code runs on this, it writes no such step and shows none; without the column a flag that waits would be lost.
ALTER TABLE stappen ADD COLUMN veiligheid bytea;
GRANT UPDATE (veiligheid) ON stappen TO schakel_motor;
-- Open cases can do it at once, not only after their next fact. The owner is held by row level security too.
ALTER TABLE casussen NO FORCE ROW LEVEL SECURITY;
UPDATE casussen SET projectie = jsonb_set(projectie, '{stappen}', projectie->'stappen' || '["veiligheid"]')
    WHERE fase <> 'afgesloten' AND jsonb_typeof(projectie->'stappen') = 'array' AND NOT projectie->'stappen' ? 'veiligheid';
ALTER TABLE casussen FORCE ROW LEVEL SECURITY;
