-- An overdracht has a ground, also when nobody named one: that of the policy, which is marked as such. Reversible: DROP COLUMN uit_beleid; older code runs
-- on this, and then only writes an offer without a ground, as it did.
ALTER TABLE delingen ADD COLUMN uit_beleid boolean NOT NULL DEFAULT false, ADD CHECK (NOT uit_beleid OR grond <> '');
-- Who shares names the ground.
ALTER POLICY nieuw ON delingen WITH CHECK (
    door_persoon = (SELECT vrager()) AND grond <> '' AND NOT uit_beleid AND ((SELECT vrager_rol()) IN ('ctb', 'coordinator')
        OR ((SELECT vrager_rol()) = 'bmz_werker' AND ziet_casus(casus_id) AND NOT alleen_nood(casus_id))));
