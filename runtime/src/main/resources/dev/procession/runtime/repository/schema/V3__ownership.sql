-- Which coordinator runs which execution, in a database that several share. A coordinator renews its lease by the clock of the database; one
-- that takes over deletes the lease, and so shuts out the former owner.
CREATE TABLE COORDINATOR_LEASE
(
  OWNER   VARCHAR(80) PRIMARY KEY,
  HOME    VARCHAR(80) NOT NULL,
  BROKER  VARCHAR     NOT NULL,
  EXPIRES TIMESTAMP(3) WITH TIME ZONE NOT NULL
);

-- Stays when the execution has ended. No reference to the lease, which goes before it.
CREATE TABLE EXECUTION_OWNER
(
  JOBEXECUTIONID BIGINT PRIMARY KEY,
  OWNER          VARCHAR(80) NOT NULL,
  EPOCH          BIGINT      NOT NULL,
  HOME           VARCHAR(80) NOT NULL,
  BROKER         VARCHAR     NOT NULL,
  CONSTRAINT EXECUTION_OWNER_OF_EXECUTION FOREIGN KEY (JOBEXECUTIONID) REFERENCES JOB_EXECUTION (JOBEXECUTIONID) ON DELETE CASCADE
);

${fence}
