// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.artifacts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A file that opens the way for others when a test makes it; they watch its directory, which must be there. For one thread. */
public final class Gate implements AutoCloseable {

    /** Name of a file that opens all gates beside it. */
    public static final String ALL = "all-gates";

    private static final Duration DEADLINE = Duration.ofMinutes(5);

    private final Path file;
    private @Nullable WatchService changes;

    public Gate(Path file) {
        this.file = file;
    }

    /** Waits until it is open. */
    public void await() throws IOException, InterruptedException {
        if (!isOpenWithin(DEADLINE)) {
            throw new IllegalStateException("nobody made " + file);
        }
    }

    /** Waits until it is open, or so long. */
    public boolean isOpenWithin(Duration limit) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!isOpen()) {
            WatchService watch = watch();
            if (isOpen()) { // it came before the watch began
                return true;
            }
            WatchKey key = watch.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (key == null) {
                return false;
            }
            key.pollEvents();
            key.reset();
        }
        return true;
    }

    private boolean isOpen() {
        return Files.exists(file) || Files.exists(file.resolveSibling(ALL));
    }

    private WatchService watch() throws IOException {
        if (changes == null) {
            changes = file.getFileSystem().newWatchService();
            file.toAbsolutePath().getParent().register(changes, StandardWatchEventKinds.ENTRY_CREATE);
        }
        return changes;
    }

    @Override
    public void close() throws IOException {
        if (changes != null) {
            changes.close();
        }
    }
}
