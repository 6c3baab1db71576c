// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import java.util.Optional;

/** The Job XML of each job instance: a restart in another JVM must not depend on finding the same file again. */
public final class JobXmlStore {

    private final Jdbc jdbc;

    JobXmlStore(Jdbc jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Keeps the Job XML of an instance; what is already there stays.
     *
     * @throws RepositoryException if the database fails
     */
    public void save(long instanceId, String jobName, String xml) {
        jdbc.transaction("store the Job XML of instance " + instanceId, session -> {
            if (!session.exists("SELECT 1 FROM JOB_XML WHERE JOBINSTANCEID = ?", instanceId)) {
                session.update(
                        "INSERT INTO JOB_XML (JOBINSTANCEID, JOBNAME, XML) VALUES (?, ?, ?)", instanceId, jobName, xml);
            }
            return true;
        });
    }

    /**
     * The Job XML of an instance, if it was kept.
     *
     * @throws RepositoryException if the database fails
     */
    public Optional<String> find(long instanceId) {
        return jdbc.transaction(
                "read the Job XML of instance " + instanceId,
                session -> session.first(
                        "SELECT XML FROM JOB_XML WHERE JOBINSTANCEID = ?", row -> row.text("XML"), instanceId));
    }
}
