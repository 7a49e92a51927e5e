SET LOCAL search_path = key_rotation;

-- The retirement of a key needs two people whatever policy, code or an edited setting says.
ALTER TABLE approval_request ADD CONSTRAINT retirement_needs_two CHECK (gate <> 'A4' OR approvers_needed >= 2);
