// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.ConnectionSettings;
import dev.procession.messaging.Credentials;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Runs a {@link Program} in a JVM of its own, and ends with the test's. */
public final class ProgramProcess {

    private ProgramProcess() {}

    public static void main(String[] arguments) throws Exception {
        BufferedReader parent = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        BrokerEndpoint endpoint =
                new BrokerEndpoint(parent.readLine(), new Credentials(parent.readLine(), parent.readLine()));
        ConnectionSettings settings = SharedObjectsFixture.settings(Duration.parse(parent.readLine()));
        Thread watcher = new Thread(() -> awaitEnd(parent));
        watcher.setDaemon(true);
        watcher.start();
        try (SharedObjects objects =
                SharedObjects.open(endpoint, settings, SharedObjectsFixture::serializer, SharedScope.GLOBAL)) {
            objects.useForThisProcess();
            Program program = Class.forName(arguments[0])
                    .asSubclass(Program.class)
                    .getDeclaredConstructor()
                    .newInstance();
            program.run(objects, List.of(arguments).subList(1, arguments.length));
        }
        System.exit(0);
    }

    private static void awaitEnd(BufferedReader parent) {
        try {
            while (parent.read() >= 0) {}
        } catch (java.io.IOException e) {
            // the same as its end
        }
        Runtime.getRuntime().halt(1);
    }
}
