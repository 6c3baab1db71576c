// SPDX-License-Identifier: Apache-2.0
package dev.procession.broker;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.activemq.artemis.core.server.files.FileStoreMonitor;
import org.apache.activemq.artemis.core.server.files.FileStoreMonitor.FileStoreMonitorType;

/** Says why senders wait: Artemis takes no messages while the disk has less free space than the configuration wants. */
final class DiskWatch implements FileStoreMonitor.Callback {

    private static final long MEBIBYTE = 1024 * 1024;

    private final Path directory;
    private final long minFreeBytes;
    private final Consumer<String> warnings;
    private boolean full;

    DiskWatch(Path directory, long minFreeBytes, Consumer<String> warnings) {
        this.directory = directory;
        this.minFreeBytes = minFreeBytes;
        this.warnings = warnings;
    }

    @Override
    public void tick(long usableSpace, long totalSpace, boolean withinLimit, FileStoreMonitorType type) {
        if (withinLimit == full) {
            full = !withinLimit;
            warnings.accept(
                    full
                            ? "the disk of " + directory + " has " + usableSpace / MEBIBYTE
                                    + " MiB free and the broker needs "
                                    + minFreeBytes / MEBIBYTE
                                    + " MiB; everything waits until there is room, and then goes on"
                            : "the disk of " + directory + " has room again; the broker goes on");
        }
    }
}
