SET LOCAL search_path = key_rotation;

-- Outside systems as the worker knows them, and how the last calls went. Measurements: they decide nothing.
CREATE TABLE integration (
  id text PRIMARY KEY,
  position integer NOT NULL,
  name text NOT NULL,
  purpose text NOT NULL,
  without_it text NOT NULL,
  target text NOT NULL,
  configured boolean NOT NULL,
  working_since timestamptz,
  last_ok_at timestamptz,
  last_problem text,
  problem_since timestamptz,
  last_used_at timestamptz,
  CONSTRAINT works_or_fails CHECK (working_since IS NULL OR problem_since IS NULL),
  CONSTRAINT problem_has_a_beginning CHECK ((last_problem IS NULL) = (problem_since IS NULL))
);

-- A person's wish to test a connection; the worker carries it out.
CREATE TABLE integration_test (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  integration_id text NOT NULL REFERENCES integration (id) ON DELETE CASCADE,
  requested_by uuid NOT NULL REFERENCES actor (id),
  requested_at timestamptz NOT NULL DEFAULT now(),
  claimed_until timestamptz,
  finished_at timestamptz,
  -- What was made sure of: [{ "checked": …, "detail": … }]
  checked jsonb NOT NULL DEFAULT '[]',
  problem text
);
CREATE UNIQUE INDEX one_test_at_a_time ON integration_test (integration_id) WHERE finished_at IS NULL;
CREATE INDEX integration_test_newest ON integration_test (integration_id, requested_at DESC);
