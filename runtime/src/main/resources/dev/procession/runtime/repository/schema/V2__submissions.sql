-- What came of each submitted job. A submission that is delivered again finds its row, and is not started twice. No reference to the
-- execution: a submission may come again when its execution has been deleted.
CREATE TABLE SUBMISSION
(
  SUBMISSIONID   VARCHAR(100) PRIMARY KEY,
  JOBNAME        VARCHAR NOT NULL,
  RECEIVEDTIME   TIMESTAMP(3) WITH TIME ZONE NOT NULL,
  JOBEXECUTIONID BIGINT,
  REFUSAL        TEXT
);

-- Few executions are unfinished; every start looks for them.
CREATE INDEX JOB_EXECUTION_BATCHSTATUS ON JOB_EXECUTION (BATCHSTATUS);
