// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** How much memory this process may have before it is to be replaced. */
final class MemoryLimit {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Duration INTERVAL = Duration.ofMillis(50);

    private final long maxBytes;
    private long lastNanos = System.nanoTime();

    /** 0 for no limit. */
    MemoryLimit(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Whether it has more; looks now and then only. */
    boolean isExceeded() {
        if (maxBytes == 0 || System.nanoTime() - lastNanos < INTERVAL.toNanos()) {
            return false;
        }
        lastNanos = System.nanoTime();
        return residentBytes() > maxBytes;
    }

    private static long residentBytes() {
        try {
            return Files.readString(STATUS, StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElseGet(MemoryLimit::heapBytes);
        } catch (IOException e) {
            return heapBytes();
        }
    }

    private static long heapBytes() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
