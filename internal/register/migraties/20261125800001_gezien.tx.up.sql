-- Whether the asker may know of the case is asked once in a statement that found the case itself, not again for each of the
-- rows it writes: such a statement notes the case it found, for its own transaction (see vlot.go). Every other statement is
-- judged as before. Not reversible on purpose: the rule is the same, and older code runs on this.
ALTER POLICY nieuw ON stappen WITH CHECK (
    door_persoon = (SELECT vrager()) AND (current_setting('app.gezien', true) = casus_id::text OR ziet_casus(casus_id)));
ALTER POLICY nieuw ON feiten WITH CHECK (soort = 'contact' AND seq IS NULL AND door_persoon = (SELECT vrager())
    AND (current_setting('app.gezien', true) = casus_id::text OR ziet_casus(casus_id)));
