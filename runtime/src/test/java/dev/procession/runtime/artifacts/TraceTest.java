// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceTest {

    @TempDir
    private Path directory;

    @Test
    void lines_noFile_areNone() {
        assertThat(Trace.lines(directory)).isEmpty();
    }

    @Test
    void lines_lastOneUnfinished_isLeftOut() throws IOException {
        Files.writeString(directory.resolve("trace"), "12 write [1]\n13 read 2\n1");
        assertThat(Trace.lines(directory))
                .containsExactly(new Trace.Line(12, "write [1]"), new Trace.Line(13, "read 2"));
    }
}
