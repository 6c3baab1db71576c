// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import dev.procession.runtime.PostgresServer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** What is tested of the repository on H2, on PostgreSQL. */
@Tag("full")
class PostgresRepositoryIT {

    @Nested
    class Attempts extends AttemptStoreTest {
        private final RepositorySettings database = PostgresServer.newDatabase();

        @Override
        RepositorySettings settings() {
            return database;
        }
    }

    @Nested
    class Purge extends PurgeStoreTest {
        private final RepositorySettings database = PostgresServer.newDatabase();

        @Override
        RepositorySettings settings() {
            return database;
        }
    }

    @Nested
    class Queries extends JdbcJobQueriesTest {
        private final RepositorySettings database = PostgresServer.newDatabase();

        @Override
        RepositorySettings settings() {
            return database;
        }
    }

    @Nested
    class Recovery extends RecoveryStoresTest {
        private final RepositorySettings database = PostgresServer.newDatabase();

        @Override
        RepositorySettings settings() {
            return database;
        }
    }

    @Nested
    class Ownership extends OwnershipStoreTest {
        private final RepositorySettings database = PostgresServer.newDatabase();

        @Override
        RepositorySettings settings() {
            return database;
        }
    }
}
