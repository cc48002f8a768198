CREATE TABLE IF NOT EXISTS accounts (
  id    bigserial PRIMARY KEY,
  name  text NOT NULL,
  note  text DEFAULT 'n/a: "none"'
);
