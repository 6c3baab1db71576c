-- What the code of a partition has counted up to its last checkpoint, as JSON; null if nothing.
ALTER TABLE PARTITION_RESULT ADD COLUMN COUNTERS VARCHAR;
