// SPDX-License-Identifier: Apache-2.0
package dev.procession.conformance;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;

/** A PostgreSQL server on a data directory, until standard input ends: so it outlives all that its parent does when it ends. */
final class PostgresProcess {

    private PostgresProcess() {}

    public static void main(String[] args) throws IOException {
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setDataDirectory(Path.of(args[0]))
                .setCleanDataDirectory(false)
                .start()) {
            System.out.println(server.getJdbcUrl("postgres", "postgres"));
            while (System.in.read() >= 0) {
                // Nothing is written to it; its end is the message.
            }
        }
    }
}
