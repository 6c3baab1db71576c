// SPDX-License-Identifier: Apache-2.0
package dev.procession.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.activemq.artemis.core.server.files.FileStoreMonitor.FileStoreMonitorType;
import org.junit.jupiter.api.Test;

class MemoryWatchTest {

    private static final long MEBIBYTE = 1024 * 1024;

    private final List<String> warnings = new ArrayList<>();
    private final AtomicLong used = new AtomicLong();
    private final MemoryWatch watch = new MemoryWatch(used::get, 32 * MEBIBYTE, warnings::add);

    private void tick(long usedMebibytes) {
        used.set(usedMebibytes * MEBIBYTE);
        watch.tick(0, 0, true, FileStoreMonitorType.MinDiskFree);
    }

    @Test
    void tick_roomEnough_saysNothing() {
        tick(0);
        tick(31);
        assertThat(warnings).isEmpty();
    }

    @Test
    void tick_memoryFillsAndHasRoomAgain_saysEachOnce() {
        tick(31);
        tick(32);
        tick(33);
        tick(10);
        tick(9);
        assertThat(warnings).hasSize(2);
        assertThat(warnings.get(0)).contains("fill the 32 MiB", "-Xmx");
        assertThat(warnings.get(1)).contains("has room for messages again");
    }
}
