// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import java.util.List;
import java.util.Optional;

/** The read side of the job repository. */
public interface JobQueries {

    /**
     * The newest job executions, newest first, without their steps.
     *
     * @throws RepositoryException if the database fails
     */
    default List<ExecutionView> executions(int limit) {
        return executions(limit, Long.MAX_VALUE);
    }

    /**
     * As {@link #executions(int)}, of those with an id smaller than {@code before}: the next page.
     *
     * @throws RepositoryException if the database fails
     */
    List<ExecutionView> executions(int limit, long before);

    /**
     * One job execution with its steps, partitions and attempts.
     *
     * @throws RepositoryException if the database fails
     */
    Optional<ExecutionView> execution(long executionId);
}
