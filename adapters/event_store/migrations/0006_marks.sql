-- Of which store, and of which event of it, a checkpoint of the read model is: a table that was filled
-- from another history, or from a newer state of this one, is told by it.

ALTER TABLE anjuan_read.places
    ADD COLUMN store text NOT NULL DEFAULT '',
    ADD COLUMN digest text NOT NULL DEFAULT '';
