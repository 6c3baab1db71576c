// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.messaging.Credentials;
import dev.procession.runtime.RuntimeSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that starts a coordinator, and what they say. */
final class CoordinatorOptions {

    private static final String ROLE = "coordinator";

    @Mixin
    private final HomeOption home = new HomeOption();

    @Mixin
    private final JobsPathOption jobsPath = new JobsPathOption();

    @Option(
            names = "--workers",
            paramLabel = "N|auto",
            description =
                    "How many worker JVMs to start on this machine; auto is one for each processor. Default: auto, or the"
                            + " setting procession.workers")
    private @Nullable String workers;

    @Option(
            names = "--slots",
            paramLabel = "N",
            description =
                    "How many partitions each of them runs at a time. Default: 1, or the setting procession.slots")
    private @Nullable String slots;

    @Option(
            names = "--broker",
            paramLabel = "URL",
            description = "An Artemis broker to use, such as tcp://host:61616. Default: one within this process")
    private @Nullable String broker;

    @Option(
            names = "--credentials",
            paramLabel = "FILE",
            description =
                    "For --broker: a file with user=... and password=..., or a broker's own broker-users.properties."
                            + " Default: PROCESSION_BROKER_USER and PROCESSION_BROKER_PASSWORD in the environment")
    private @Nullable Path credentials;

    @Option(
            names = "--wait-workers",
            paramLabel = "TIME",
            description = "How long to wait for the workers before the job begins with those there are. Default: 20s")
    private String waitWorkers = "20s";

    @Option(names = "--worker-opts", paramLabel = "OPTIONS", description = "Options for the JVMs of the workers.")
    private @Nullable String workerOptions;

    // bin/procession has seen to it: here for the help, and so that it is not unknown.
    @Option(
            names = "--coordinator-opts",
            paramLabel = "OPTIONS",
            description = "Options for the JVM of the coordinator.")
    @SuppressWarnings({"unused", "UnusedVariable"})
    private @Nullable String coordinatorOptions;

    /** For picocli. */
    CoordinatorOptions() {}

    /** The state directory. */
    Path home() {
        return home.settings().home().toAbsolutePath().normalize();
    }

    /** The home option as it has to be repeated in a command for the same directory. */
    String repeatedHome() {
        return home.repeated();
    }

    /** How long to wait for the workers. */
    Duration waitForWorkers() {
        return duration(waitWorkers);
    }

    /**
     * The settings.
     *
     * @throws UsageException if a value cannot be used, or nobody could run a partition
     */
    RuntimeSettings settings() {
        return settings(Map.of());
    }

    /**
     * The settings.
     *
     * @param wished what holds where nobody says anything else, such as what a job suggests for itself
     * @throws UsageException if a value cannot be used, or nobody could run a partition
     */
    RuntimeSettings settings(Map<String, String> wished) {
        RuntimeSettings settings = settingsForAnyWorkers(wished);
        if (settings.workers().count() == 0 && settings.broker().url() == null) {
            throw new UsageException(
                    "--workers 0 without --broker: nobody could run a partition; start at least one worker, or name"
                            + " a broker that has workers with --broker URL");
        }
        return settings;
    }

    /**
     * The settings, for a coordinator to which workers may come at any time.
     *
     * @throws UsageException if a value cannot be used
     */
    RuntimeSettings settingsForAnyWorkers() {
        return settingsForAnyWorkers(Map.of());
    }

    private RuntimeSettings settingsForAnyWorkers(Map<String, String> wished) {
        return QuickStart.workers(home.settings(given(), wished));
    }

    /** What the options say, as settings. */
    private Map<String, String> given() {
        Map<String, String> given = new HashMap<>();
        put(given, "procession.workers", workers);
        put(given, "procession.slots", slots);
        put(given, "procession.broker.url", broker);
        put(given, "procession.worker.options", workerOptions);
        put(given, "procession.jobs.path", jobsPath.paths().isEmpty() ? null : jobsPath.joined());
        if (credentials != null) {
            Credentials user = CredentialsFile.read(credentials, ROLE);
            given.put("procession.broker.user", user.user());
            given.put("procession.broker.password", user.password());
        }
        return given;
    }

    private static void put(Map<String, String> given, String key, @Nullable String value) {
        if (value != null) {
            given.put(key, value);
        }
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text.startsWith("P") ? text : "PT" + text);
        } catch (DateTimeParseException e) {
            throw new UsageException("--wait-workers " + text + ": it must be a time, such as 20s or 1m", e);
        }
    }
}
