// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejectsFileTest {

    private static final String ALL = "offset,reason,line\n10,bad 1,row 1\n20,bad 2,row 2\n30,bad 3,row 3\n";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void file() {
        file = folder.resolve("rejects").resolve("part-0.csv");
    }

    @Test
    void flush_nothingRejected_makesNoFile() throws IOException {
        try (RejectsFile rejects = RejectsFile.open(file, 0)) {
            assertThat(rejects.flush()).isZero();
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void add_chunkRunAgainFromItsCheckpoint_hasEachRejectOnce() throws IOException {
        long checkpoint;
        try (RejectsFile killed = RejectsFile.open(file, 0)) {
            add(killed, 1);
            checkpoint = killed.flush();
            add(killed, 2);
            add(killed, 3);
            killed.flush();
        }
        try (RejectsFile successor = RejectsFile.open(file, checkpoint)) {
            add(successor, 2);
            successor.flush();
            add(successor, 3);
            successor.flush();
        }
        assertThat(file).hasContent(ALL);
    }

    @Test
    void add_killedBeforeTheFirstCheckpoint_beginsAnew() throws IOException {
        try (RejectsFile killed = RejectsFile.open(file, 0)) {
            add(killed, 1);
            add(killed, 2);
            killed.flush();
        }
        try (RejectsFile successor = RejectsFile.open(file, 0)) {
            addAll(successor);
        }
        assertThat(file).hasContent(ALL);
    }

    @Test
    void add_frozenWorkerWakesBesideItsSuccessor_hasEachRejectOnce() throws IOException {
        try (RejectsFile frozen = RejectsFile.open(file, 0)) {
            add(frozen, 1);
            long checkpoint = frozen.flush();
            try (RejectsFile successor = RejectsFile.open(file, checkpoint)) {
                add(successor, 2);
                add(successor, 3);
                successor.flush();
            }
            add(frozen, 2);
            frozen.flush();
        }
        assertThat(file).hasContent(ALL);
    }

    @Test
    void open_fileShorterThanCheckpoint_fails() {
        assertThatThrownBy(() -> RejectsFile.open(file, 10))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("share");
    }

    private static void addAll(RejectsFile rejects) throws IOException {
        add(rejects, 1);
        add(rejects, 2);
        add(rejects, 3);
        rejects.flush();
    }

    private static void add(RejectsFile rejects, int row) throws IOException {
        rejects.add(new Line(row * 10L, "row " + row, false), "bad " + row);
    }
}
