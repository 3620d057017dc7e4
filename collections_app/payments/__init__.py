"""Banks' files become bank entries: plain parsers without a database, for camt.053, camt.054 and BgMax."""
