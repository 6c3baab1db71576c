// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.messaging.ConnectionSettings;
import dev.procession.runtime.repository.Database;
import dev.procession.runtime.repository.JobQueries;
import dev.procession.runtime.repository.WorkerView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A look into a state directory from outside: through its coordinator while one lives, else straight into the repository, read only.
 */
public final class Inspection implements AutoCloseable {

    private static final ConnectionSettings CONNECTION =
            new ConnectionSettings(Duration.ofSeconds(30), Duration.ofSeconds(15), 64 * 1024 * 1024);

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
        StateDirectory directory = StateDirectory.of(settings.home());
        if (directory.isOwned()) {
            Optional<CoordinatorAddress> address = CoordinatorAddress.read(directory);
            if (address.isEmpty()) {
                throw new CoordinatorException(
                        "the coordinator of " + directory.path() + " is starting or ending; try again in a moment",
                        null);
            }
            try {
                return new Inspection(CoordinatorClient.open(address.get(), CONNECTION), null);
            } catch (BrokerUnavailableException e) {
                throw new CoordinatorException(
                        "the coordinator of " + directory.path() + " (pid "
                                + address.get().pid() + ") runs, but its broker does not answer: " + e.getMessage(),
                        e);
            }
        }
        return new Inspection(
                null, Database.openReadOnly(settings.repositorySettings()).orElse(null));
    }

    /** What the repository knows of jobs. */
    public JobQueries queries() {
        return client != null
                ? client
                : java.util.Objects.requireNonNull(database).queries();
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
}
