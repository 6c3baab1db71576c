// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.Credentials;
import dev.procession.testing.TestBroker;
import dev.procession.workers.WorkerProcess;
import dev.procession.workers.WorkerSettings;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A coordinator that stays, or a worker of no coordinator, in a JVM of its own that does not outlive the test's. */
public final class ChaosProgram {

    /** A line of the log: jobs of earlier coordinators go on, and others can be submitted. */
    static final String READY = "chaos: ready";

    private static final int LOST = 77;
    private static final int ORPHANED = 78;

    private ChaosProgram() {}

    public static void main(String[] args) throws Exception {
        if (args[0].equals("coordinator")) {
            coordinate(List.of(args).subList(1, args.length));
        } else {
            work(new BrokerEndpoint(args[1], new Credentials(args[2], args[3])));
        }
    }

    private static void coordinate(List<String> arguments) throws Exception {
        Map<String, String> settings = new HashMap<>();
        for (String setting : arguments) {
            int equals = setting.indexOf('=');
            settings.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        try (Coordinator coordinator =
                Coordinator.start(RuntimeConfig.load(settings), ChaosProgram.class.getClassLoader())) {
            coordinator.onLost(() -> Runtime.getRuntime().halt(LOST));
            coordinator.recover();
            coordinator.takeSubmissions();
            System.out.println(READY);
            awaitEndOfInput();
        }
    }

    private static void work(BrokerEndpoint broker) throws InterruptedException {
        Thread parent = new Thread(() -> {
            awaitEndOfInput();
            Runtime.getRuntime().halt(ORPHANED);
        });
        parent.setDaemon(true);
        parent.start();
        System.exit(WorkerProcess.runByHand(
                WorkerSettings.of(broker).name("independent").connection(TestBroker.SETTINGS)));
    }

    private static void awaitEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // nobody says anything
            }
        } catch (IOException e) {
            // the same as its end
        }
    }
}
