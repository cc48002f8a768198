INSERT INTO accounts (name) VALUES ('Müller'), ('李');
COMMIT;
