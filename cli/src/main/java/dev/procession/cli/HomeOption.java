// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.runtime.Coordinator;
import dev.procession.runtime.CoordinatorException;
import dev.procession.runtime.Inspection;
import dev.procession.runtime.RemoteCoordinator;
import dev.procession.runtime.RuntimeConfig;
import dev.procession.runtime.RuntimeSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --home}, and the settings that are found there. */
final class HomeOption {

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description =
                    "The state directory: repository, broker journal, logs, results. Default: $PROCESSION_HOME, else"
                            + " ./.procession")
    private @Nullable Path home;

    /** For picocli. */
    HomeOption() {}

    /** The settings that hold without further options. */
    RuntimeSettings settings() {
        return settings(Map.of());
    }

    /** The state directory; it need not exist. */
    Path directory() {
        return settings().home().toAbsolutePath().normalize();
    }

    /**
     * The settings.
     *
     * @param given what other options say, by the keys of {@link RuntimeConfig}
     * @throws UsageException if a value cannot be used
     */
    RuntimeSettings settings(Map<String, String> given) {
        return settings(given, Map.of());
    }

    /**
     * The settings.
     *
     * @param given what other options say, by the keys of {@link RuntimeConfig}
     * @param wished what holds where nobody says anything else
     * @throws UsageException if a value cannot be used
     */
    RuntimeSettings settings(Map<String, String> given, Map<String, String> wished) {
        Map<String, String> all = new HashMap<>(given);
        if (home != null) {
            all.put("procession.home", home.toString());
        }
        try {
            return RuntimeConfig.load(all, wished);
        } catch (CoordinatorException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * A look at what is stored there.
     *
     * @throws UsageException if there is no such directory
     */
    Inspection inspect() {
        RuntimeSettings settings = settings();
        requireStored(settings);
        return Inspection.open(settings);
    }

    /**
     * Gives an order to the coordinator of the state directory; where none runs, to one without workers that is started for it, and first settles
     * what a dead one left.
     *
     * @throws UsageException if there is no such directory
     */
    <T> T order(Function<RemoteCoordinator, T> there, Function<Coordinator, T> here) throws InterruptedException {
        RuntimeSettings settings = settings(Map.of("procession.workers", "0"));
        Optional<RemoteCoordinator> living = RemoteCoordinator.open(settings);
        if (living.isPresent()) {
            try (RemoteCoordinator coordinator = living.get()) {
                return there.apply(coordinator);
            }
        }
        requireStored(settings);
        Logging.toFile(settings.home().resolve("logs").resolve("coordinator.log"));
        try (Coordinator coordinator = Coordinator.start(settings, HomeOption.class.getClassLoader())) {
            return here.apply(coordinator);
        }
    }

    private static void requireStored(RuntimeSettings settings) {
        if (settings.repository().url() == null && !Files.isDirectory(settings.home())) {
            throw new UsageException("there is no state directory "
                    + settings.home().toAbsolutePath().normalize()
                    + "; run a job to make it, or name another with --home DIR or PROCESSION_HOME");
        }
    }

    /** The option as it has to be repeated in a command for the same directory; empty if it was not given. */
    String repeated() {
        return home == null ? "" : " --home " + Shell.quote(home.toString());
    }
}
