// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.runtime.RuntimeSettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets the JVMs of workers start from the class archive that the launcher has prepared, if it has. */
final class QuickStart {

    /** System property by which the launcher names the archive. */
    static final String ARCHIVE = "procession.worker.archive";

    private QuickStart() {}

    static RuntimeSettings workers(RuntimeSettings settings) {
        return workers(settings, System.getProperty(ARCHIVE));
    }

    static RuntimeSettings workers(RuntimeSettings settings, @Nullable String archive) {
        RuntimeSettings.Workers workers = settings.workers();
        if (archive == null || workers.jvmOptions().stream().anyMatch(option -> option.contains("Archive"))) {
            return settings;
        }
        // An archive that does not fit is passed over; the JVM would say so on standard output.
        List<String> options =
                new ArrayList<>(List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto", "-Xlog:disable"));
        options.addAll(workers.jvmOptions());
        return new RuntimeSettings(
                settings.home(),
                settings.broker(),
                settings.repository(),
                new RuntimeSettings.Workers(workers.count(), workers.slots(), options, workers.jobsPath()),
                settings.partitions(),
                settings.connection(),
                settings.trustedClasses());
    }
}
