// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("full")
class ManyPartitionsIT {

    private static final int PARTITIONS = 1_500;
    private static final int TASK_BYTES = 100_000;

    @RegisterExtension
    private final Commands commands = new Commands();

    /** Their tasks are larger together than coordinator and embedded broker have memory: each is sent and let go, and waits on the disk. */
    @Test
    void dispatch_tasksLargerThanTheHeap_completes() throws Exception {
        Commands.Command run = commands.run(
                0,
                "run",
                "many",
                "--workers",
                "2",
                "--jobs-path",
                Commands.TEST_JOBS.toString(),
                "--coordinator-opts",
                "-Xmx128m",
                "-P",
                "partitions=" + PARTITIONS,
                "-P",
                "inEachTask=" + "x".repeat(TASK_BYTES));

        assertThat(run.output()).contains("many COMPLETED", "1,500 of 1,500 partitions done");
    }
}
