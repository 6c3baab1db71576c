// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.runtime.CoordinatorException;
import dev.procession.runtime.Inspection;
import dev.procession.runtime.RuntimeConfig;
import dev.procession.runtime.RuntimeSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
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
        if (settings.repository().url() == null && !Files.isDirectory(settings.home())) {
            throw new UsageException("there is no state directory "
                    + settings.home().toAbsolutePath().normalize()
                    + "; run a job to make it, or name another with --home DIR or PROCESSION_HOME");
        }
        return Inspection.open(settings);
    }

    /** The option as it has to be repeated in a command for the same directory; empty if it was not given. */
    String repeated() {
        return home == null ? "" : " --home " + Shell.quote(home.toString());
    }
}
