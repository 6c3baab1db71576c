// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {

    @TempDir
    private Path directory;

    @Test
    void lastLines_longFile_areTheLast() throws IOException {
        Path log = directory.resolve("log");
        Files.writeString(log, "x".repeat(100_000) + "\none\ntwo\nthree\n");
        assertThat(LogTail.lastLines(log, 0, 2)).containsExactly("two", "three");
    }

    @Test
    void lastLines_offset_leavesOutWhatCameBefore() throws IOException {
        Path log = directory.resolve("log");
        Files.writeString(log, "before\n");
        long offset = LogTail.size(log);
        Files.writeString(log, "before\nafter\n");
        assertThat(LogTail.lastLines(log, offset, 5)).containsExactly("after");
        assertThat(LogTail.hasLine(log, offset, "before")).isFalse();
        assertThat(LogTail.hasLine(log, offset, "aft")).isTrue();
    }

    @Test
    void anything_noFile_isEmpty() {
        Path log = directory.resolve("none");
        assertThat(LogTail.size(log)).isZero();
        assertThat(LogTail.lastLines(log, 0, 5)).isEmpty();
        assertThat(LogTail.hasLine(log, 0, "")).isFalse();
    }
}
