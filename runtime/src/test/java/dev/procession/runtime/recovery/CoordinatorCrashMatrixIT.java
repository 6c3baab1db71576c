// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.recovery;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.runtime.PostgresServer;
import dev.procession.testing.TestBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** kill -9 of the coordinator at each moment, by where broker and repository are. */
@Tag("full")
class CoordinatorCrashMatrixIT {

    @Nested
    class Embedded extends CoordinatorCrash {
        @ParameterizedTest
        @ValueSource(strings = {"mapper", "dispatch", "analyzer", "reducer", "listener", "later"})
        void restart_afterTheCoordinatorWasKilled_completesWithEveryDatumOnce(String moment) throws Exception {
            assertRestartCompletesAfterKill(moment);
        }
    }

    @Nested
    class OnPostgresql extends CoordinatorCrash {
        private final Map<String, String> surroundings = PostgresServer.withDatabase(Map.of());

        @Override
        Map<String, String> surroundings() {
            return surroundings;
        }

        @ParameterizedTest
        @ValueSource(strings = {"mapper", "dispatch", "reader", "analyzer", "reducer", "listener", "later"})
        void restart_afterTheCoordinatorWasKilled_completesWithEveryDatumOnce(String moment) throws Exception {
            assertRestartCompletesAfterKill(moment);
        }
    }

    @Nested
    class WithSeparateBroker extends CoordinatorCrash {
        @TempDir
        Path brokerDirectory;

        private TestBroker broker;

        @BeforeEach
        void startBroker() throws IOException {
            broker = TestBroker.start(brokerDirectory);
        }

        @AfterEach
        void stopBroker() {
            broker.assertNothingLeft();
            broker.close();
        }

        @Override
        Map<String, String> surroundings() {
            return brokerSettings(broker.remoteCoordinator());
        }

        @ParameterizedTest
        @ValueSource(strings = {"mapper", "dispatch", "reader", "analyzer", "reducer", "listener", "later"})
        void restart_afterTheCoordinatorWasKilled_completesWithEveryDatumOnce(String moment) throws Exception {
            assertRestartCompletesAfterKill(moment);
        }
    }

    static Map<String, String> brokerSettings(BrokerEndpoint endpoint) {
        Map<String, String> settings = new HashMap<>();
        settings.put("procession.broker.url", endpoint.uri());
        settings.put("procession.broker.user", endpoint.credentials().user());
        settings.put("procession.broker.password", endpoint.credentials().password());
        return settings;
    }
}
