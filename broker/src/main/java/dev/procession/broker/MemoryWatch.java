// SPDX-License-Identifier: Apache-2.0
package dev.procession.broker;

import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.activemq.artemis.core.server.files.FileStoreMonitor;
import org.apache.activemq.artemis.core.server.files.FileStoreMonitor.FileStoreMonitorType;

/** Says why nothing goes on: Artemis takes no checkpoints while all messages together fill their share of the heap. Called every few seconds. */
final class MemoryWatch implements FileStoreMonitor.Callback {

    private static final long MEBIBYTE = 1024 * 1024;

    private final LongSupplier usedBytes;
    private final long maxBytes;
    private final Consumer<String> warnings;
    private boolean full;

    MemoryWatch(LongSupplier usedBytes, long maxBytes, Consumer<String> warnings) {
        this.usedBytes = usedBytes;
        this.maxBytes = maxBytes;
        this.warnings = warnings;
    }

    @Override
    public void tick(long usableSpace, long totalSpace, boolean withinLimit, FileStoreMonitorType type) {
        boolean now = usedBytes.getAsLong() >= maxBytes;
        if (now != full) {
            full = now;
            warnings.accept(
                    full
                            ? "the broker's messages fill the " + maxBytes / MEBIBYTE
                                    + " MiB of the heap that they may have, and no checkpoints are taken until some are gone; if that"
                                    + " stays so, stop the job and go on with more memory (-Xmx, for a coordinator --coordinator-opts)"
                            : "the broker's memory has room for messages again; it goes on");
        }
    }
}
