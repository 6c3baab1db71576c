// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What came of each submitted job: a submission may be delivered several times and is started once. */
public final class SubmissionStore {

    /** Job parameter that names the submission; stored together with the execution, so that none is started twice. */
    public static final String PARAMETER = "procession.submission";

    private final Jdbc jdbc;

    SubmissionStore(Jdbc jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A submission that has arrived.
     *
     * @param executionId the execution that it became, or null
     * @param refusal why it cannot be started, or null
     */
    public record Arrival(
            @Nullable Long executionId, @Nullable String refusal) {}

    /**
     * Notes a submission, and finds out what became of it if it has been here before.
     *
     * @return empty if it is new
     * @throws RepositoryException if the database fails
     */
    public Optional<Arrival> receive(String id, String jobName, Instant at) {
        return jdbc.transaction("note submission " + id, session -> {
            Optional<Arrival> known = session.first(
                    "SELECT JOBEXECUTIONID, REFUSAL FROM SUBMISSION WHERE SUBMISSIONID = ?",
                    row -> new Arrival(row.optionalInt64("JOBEXECUTIONID"), row.optionalText("REFUSAL")),
                    id);
            if (known.isEmpty()) {
                session.update(
                        "INSERT INTO SUBMISSION (SUBMISSIONID, JOBNAME, RECEIVEDTIME) VALUES (?, ?, ?)",
                        id,
                        jobName,
                        at);
            }
            return known;
        });
    }

    /**
     * What became of a submission; empty if it has not arrived.
     *
     * @throws RepositoryException if the database fails
     */
    public Optional<Arrival> find(String id) {
        return jdbc.transaction(
                "look for submission " + id,
                session -> session.first(
                        "SELECT JOBEXECUTIONID, REFUSAL FROM SUBMISSION WHERE SUBMISSIONID = ?",
                        row -> new Arrival(row.optionalInt64("JOBEXECUTIONID"), row.optionalText("REFUSAL")),
                        id));
    }

    /**
     * The first execution whose parameters name the submission, for one whose start was interrupted. Looks at all executions.
     *
     * @throws RepositoryException if the database fails
     */
    public Optional<Long> findExecution(String id) {
        // JBeret keeps a line for each parameter. Of the characters of an id, LIKE takes one for something else.
        String line = "%" + PARAMETER + " = " + id.replace("_", "!_") + "\n%";
        return jdbc.transaction(
                "look for the execution of submission " + id,
                session -> session.first(
                        "SELECT JOBEXECUTIONID FROM JOB_EXECUTION WHERE JOBPARAMETERS LIKE ? ESCAPE '!' ORDER BY JOBEXECUTIONID",
                        row -> row.int64("JOBEXECUTIONID"),
                        line));
    }

    /**
     * Notes the execution that a submission became.
     *
     * @throws RepositoryException if the database fails
     */
    public void started(String id, long executionId) {
        jdbc.transaction(
                "note the execution of submission " + id,
                session -> session.update(
                        "UPDATE SUBMISSION SET JOBEXECUTIONID = ? WHERE SUBMISSIONID = ?", executionId, id));
    }

    /**
     * Notes that a submission cannot be started.
     *
     * @throws RepositoryException if the database fails
     */
    public void refused(String id, String why) {
        jdbc.transaction(
                "note the refusal of submission " + id,
                session -> session.update("UPDATE SUBMISSION SET REFUSAL = ? WHERE SUBMISSIONID = ?", why, id));
    }
}
