// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.recovery;

import dev.procession.runtime.Coordinator;
import dev.procession.runtime.RuntimeConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A coordinator with one job, in a JVM of its own, to be killed. */
public final class CrashingProgram {

    private CrashingProgram() {}

    /** Exit code when another coordinator has taken over. */
    static final int LOST = 77;

    public static void main(String[] args) throws InterruptedException {
        Map<String, String> settings = new HashMap<>();
        for (String setting : List.of(args).subList(2, args.length)) {
            int equals = setting.indexOf('=');
            settings.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        try (Coordinator coordinator =
                Coordinator.start(RuntimeConfig.load(settings), CrashingProgram.class.getClassLoader())) {
            coordinator.onLost(() -> Runtime.getRuntime().halt(LOST));
            coordinator.awaitWorkers(Duration.ofSeconds(60));
            Properties parameters = new Properties();
            parameters.setProperty("directory", args[0]);
            parameters.setProperty("blockAt", args[1]);
            long execution = coordinator.jobOperator().start("crash", parameters);
            coordinator.awaitEnd(execution, Duration.ofMinutes(5));
        }
    }
}
