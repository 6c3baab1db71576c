// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.restart;

import dev.procession.runtime.PostgresServer;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** The same on PostgreSQL. */
@Tag("full")
class PostgresRestartIT extends RestartIT {
    @Override
    Map<String, String> settings() {
        return PostgresServer.withDatabase(super.settings());
    }
}
