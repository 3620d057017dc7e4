-- What one request, task or command did, all of it. Their identifiers begin with the time, so block ranges find them and
-- cost a write next to nothing; an identifier in no order makes its own few blocks be read, and no more.
CREATE INDEX audit_event_request ON audit_event USING brin (request_id) WITH (pages_per_range = 4, autosummarize = on);
