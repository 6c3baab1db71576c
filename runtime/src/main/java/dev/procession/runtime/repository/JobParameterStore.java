// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import java.util.Map;
import java.util.Optional;

/**
 * The parameters of each job execution, exactly: JBeret's own text has a line for each and loses what follows the first line of a
 * value.
 */
public final class JobParameterStore {

    private final Jdbc jdbc;

    JobParameterStore(Jdbc jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Keeps the parameters of an execution; what is already there stays.
     *
     * @throws RepositoryException if the database fails
     */
    public void save(long executionId, Map<String, String> parameters) {
        jdbc.transaction("store the parameters of execution " + executionId, session -> {
            if (!session.exists("SELECT 1 FROM JOB_PARAMETERS WHERE JOBEXECUTIONID = ?", executionId)) {
                session.update(
                        "INSERT INTO JOB_PARAMETERS (JOBEXECUTIONID, PARAMETERS) VALUES (?, ?)",
                        executionId,
                        Json.write(parameters));
            }
            return true;
        });
    }

    /**
     * The parameters of an execution, if they were kept.
     *
     * @throws RepositoryException if the database fails
     */
    public Optional<Map<String, String>> find(long executionId) {
        return jdbc.transaction(
                "read the parameters of execution " + executionId,
                session -> session.first(
                        "SELECT PARAMETERS FROM JOB_PARAMETERS WHERE JOBEXECUTIONID = ?",
                        row -> Json.texts(row.text("PARAMETERS")),
                        executionId));
    }
}
