// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.recovery;

import dev.procession.runtime.Coordinator;
import dev.procession.runtime.RuntimeConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;

/** A coordinator with one job, in a JVM of its own, to be killed. */
public final class CrashingProgram {

    private CrashingProgram() {}

    public static void main(String[] args) throws InterruptedException {
        Map<String, String> settings = Map.of("procession.home", args[0], "procession.workers", "2");
        try (Coordinator coordinator =
                Coordinator.start(RuntimeConfig.load(settings), CrashingProgram.class.getClassLoader())) {
            coordinator.awaitWorkers(Duration.ofSeconds(60));
            Properties parameters = new Properties();
            parameters.setProperty("directory", args[1]);
            parameters.setProperty("blockAt", args[2]);
            long execution = coordinator.jobOperator().start("crash", parameters);
            coordinator.awaitEnd(execution, Duration.ofMinutes(5));
        }
    }
}
