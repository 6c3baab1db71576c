// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.runtime.StateDirectory;
import dev.procession.runtime.repository.ExecutionView;
import jakarta.batch.runtime.BatchStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The last lines about an execution. */
final class Ending {

    private Ending() {}

    /**
     * Tells how it went.
     *
     * @param took from the start to the end
     * @param repeatedHome the home option for a command that shows more
     */
    static ExitCode tell(Program program, ExecutionView view, Duration took, StateDirectory home, String repeatedHome) {
        long execution = view.executionId();
        Path results = home.results().resolve(Long.toString(execution));
        BatchStatus status = view.batchStatus();
        if (status == BatchStatus.FAILED) {
            program.screen().error("procession: " + RunSummary.failure(view));
        }
        program.screen()
                .print(RunSummary.of(
                        view,
                        took,
                        Files.isDirectory(results) ? results.toString() : null,
                        home.path().toString(),
                        program.command("show " + execution + repeatedHome)));
        return ExitCode.of(status);
    }
}
