// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.runtime.repository.Database;
import dev.procession.runtime.repository.ExecutionView;
import dev.procession.runtime.repository.JobQueries;
import dev.procession.runtime.repository.WorkerView;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A look into a state directory from outside: through its coordinator while one lives, else straight into the repository, read only.
 */
public final class Inspection implements AutoCloseable {

    private final @Nullable CoordinatorClient client;
    private final @Nullable Database database;

    private Inspection(@Nullable CoordinatorClient client, @Nullable Database database) {
        this.client = client;
        this.database = database;
    }

    /**
     * Opens a state directory for reading.
     *
     * @throws CoordinatorException if there is nothing there, or its coordinator does not answer
     */
    public static Inspection open(RuntimeSettings settings) {
        Optional<CoordinatorAddress> living = CoordinatorAddress.ofLiving(StateDirectory.of(settings.home()));
        if (living.isPresent()) {
            return new Inspection(CoordinatorClient.observe(living.get()), null);
        }
        return new Inspection(
                null, Database.openReadOnly(settings.repositorySettings()).orElse(null));
    }

    /** What the repository knows of jobs. */
    public JobQueries queries() {
        if (client != null) {
            return client;
        }
        return database == null ? new NothingStored() : database.queries();
    }

    /** Whether a coordinator answers. */
    public boolean isLive() {
        return client != null;
    }

    /** The workers of now; none where no coordinator lives. */
    public List<WorkerView> workers() {
        return client == null ? List.of() : client.workers();
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
        if (database != null) {
            database.close();
        }
    }

    /** A state directory in which no job has been run yet. */
    private static final class NothingStored implements JobQueries {
        @Override
        public List<ExecutionView> executions(int limit, long before) {
            return List.of();
        }

        @Override
        public Optional<ExecutionView> execution(long executionId) {
            return Optional.empty();
        }
    }
}
