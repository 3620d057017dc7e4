-- The articles that some legal bases name, each once and in order; null where they name none.
CREATE OR REPLACE FUNCTION audit_bases(p_bases text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(DISTINCT article, ', ' ORDER BY article)
    FROM unnest(p_bases) AS said, unnest(string_to_array(said, ', ')) AS article WHERE article <> ''
$$;
