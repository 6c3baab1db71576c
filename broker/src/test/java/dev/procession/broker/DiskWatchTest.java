// SPDX-License-Identifier: Apache-2.0
package dev.procession.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.core.server.files.FileStoreMonitor.FileStoreMonitorType;
import org.junit.jupiter.api.Test;

class DiskWatchTest {

    private static final long MEBIBYTE = 1024 * 1024;

    private final List<String> warnings = new ArrayList<>();
    private final DiskWatch watch = new DiskWatch(Path.of("/home/broker"), 100 * MEBIBYTE, warnings::add);

    private void tick(long freeMebibytes) {
        long free = freeMebibytes * MEBIBYTE;
        watch.tick(free, 1000 * MEBIBYTE, free > 100 * MEBIBYTE, FileStoreMonitorType.MinDiskFree);
    }

    @Test
    void tick_roomEnough_saysNothing() {
        tick(101);
        tick(500);
        assertThat(warnings).isEmpty();
    }

    @Test
    void tick_diskFillsAndHasRoomAgain_saysEachOnce() {
        tick(101);
        tick(99);
        tick(7);
        tick(200);
        tick(300);
        tick(5);
        assertThat(warnings).hasSize(3);
        assertThat(warnings.get(0)).contains("/home/broker", "99 MiB free", "needs 100 MiB");
        assertThat(warnings.get(1)).contains("has room again");
        assertThat(warnings.get(2)).contains("5 MiB free");
    }
}
