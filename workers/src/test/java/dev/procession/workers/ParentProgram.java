// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.Credentials;
import dev.procession.messaging.WorkerIdentity;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A program that starts two workers, says their pids and lives until it is killed or its input ends. */
final class ParentProgram {

    private ParentProgram() {}

    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        BrokerEndpoint broker = new BrokerEndpoint(in.readLine(), new Credentials(in.readLine(), in.readLine()));
        LocalWorkerSettings settings =
                LocalWorkerSettings.of(broker, Path.of(in.readLine())).workers(2, 1);
        try (LocalWorkers workers = LocalWorkers.start(settings, new LocalWorkersListener() {})) {
            for (WorkerIdentity worker : workers.alive()) {
                System.out.println(worker.pid());
            }
            while (in.readLine() != null) {
                // until the end
            }
        }
    }
}
