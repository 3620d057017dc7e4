-- On which legal basis an event happened (GDPR art. 6(1)): articles, or ``lines`` where each line says its own, or
-- ``nobody`` where a session of no program of ours acted and nobody has said for what. ``audit/bases.py`` gives the
-- reasons. New events must say it; those from before this column did not, and are hashed as they were.
CREATE DOMAIN audit_basis AS text CHECK (
    VALUE IN ('lines', 'nobody') OR VALUE ~ '^[0-9]{1,2}\([0-9]\)(\([a-z]\))?(, [0-9]{1,2}\([0-9]\)(\([a-z]\))?){0,9}$');
ALTER TABLE audit_event ADD COLUMN legal_basis audit_basis;
ALTER TABLE audit_event ADD CONSTRAINT audit_event_says_its_basis NOT NULL legal_basis NOT VALID;
