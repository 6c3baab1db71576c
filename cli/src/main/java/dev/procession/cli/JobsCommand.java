// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.runtime.Inspection;
import dev.procession.runtime.repository.ExecutionView;
import dev.procession.runtime.repository.ViewJson;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code procession jobs}. */
@Command(
        name = "jobs",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Lists the job executions of a state directory, the newest first.")
final class JobsCommand implements Callable<Integer> {

    private final Program program;

    @Mixin
    private final HomeOption home = new HomeOption();

    @Option(names = "--json", description = "Print a JSON array.")
    private boolean json;

    @Option(names = "--limit", paramLabel = "N", description = "How many at most. Default: ${DEFAULT-VALUE}")
    private int limit = 50;

    @Option(
            names = "--before",
            paramLabel = "EXECUTION",
            description = "Only those with a smaller number: the last that was listed, for the next page.")
    private long before = Long.MAX_VALUE;

    JobsCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new UsageException("--limit " + limit + ": it must be at least 1");
        }
        try (Inspection inspection = home.inspect()) {
            List<ExecutionView> executions = inspection.queries().executions(limit, before);
            if (json) {
                program.screen().print(ViewJson.print(executions));
            } else if (executions.isEmpty()) {
                program.screen().print("No job has been run on " + home.directory() + " yet.");
            } else {
                program.screen().print(ExecutionReport.list(executions, new Times(ZoneId.systemDefault())));
            }
        }
        return ExitCode.COMPLETED.number();
    }
}
