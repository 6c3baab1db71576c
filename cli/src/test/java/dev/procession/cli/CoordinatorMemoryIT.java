// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The heap of a coordinator with an embedded broker. */
@Tag("full")
class CoordinatorMemoryIT {

    private static final int KILLED = 128 + 9;

    @RegisterExtension
    private final Commands commands = new Commands();

    private String[] run(String job, String heap, String... more) {
        String[] run = {
            "run",
            job,
            "--workers",
            "2",
            "--jobs-path",
            Commands.TEST_JOBS.toString(),
            "--coordinator-opts",
            "-Xmx" + heap
        };
        return Stream.concat(Stream.of(run), Stream.of(more)).toArray(String[]::new);
    }

    /** Their tasks are larger together than the heap, by far: each is sent and let go, and waits on the disk. */
    @Test
    void tasks_largerThanTheHeap_waitOnTheDisk() throws Exception {
        Commands.Command run =
                commands.run(0, run("many", "64m", "-P", "partitions=1000", "-P", "inEachTask=" + "x".repeat(100_000)));
        assertThat(run.output()).contains("many COMPLETED", "1,000 of 1,000 partitions done");
    }

    @Test
    void heap_full_endsTheCoordinatorWhichIsRecovered() throws Exception {
        Commands.Command run = commands.run(
                KILLED, run("hog", "64m", "-P", "done=" + commands.folder().resolve("done")));
        assertThat(run.errors())
                .contains("procession: out of memory. Nothing is lost", "--coordinator-opts", "procession recover");

        Commands.Command recover =
                commands.run(0, "recover", "--workers", "1", "--jobs-path", Commands.TEST_JOBS.toString());
        assertThat(recover.output()).contains("goes on as execution 2", "hog COMPLETED");
        assertThat(commands.run(0, "show", "2").output()).doesNotContain("step nothing");
    }
}
