-- The same rules, asked through a function whose plan is kept: written out in the policy, each insert of a step carried the
-- whole policy of casussen twice in its plan, nearly two hundred little plans that cost more than the insert. Not reversible on
-- purpose: the rule is the same, and older code runs on this.
ALTER POLICY nieuw ON stappen WITH CHECK (door_persoon = (SELECT vrager()) AND ziet_casus(casus_id));
ALTER POLICY nieuw ON feiten WITH CHECK (soort = 'contact' AND seq IS NULL AND door_persoon = (SELECT vrager()) AND ziet_casus(casus_id));
