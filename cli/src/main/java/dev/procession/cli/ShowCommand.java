// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.runtime.Inspection;
import dev.procession.runtime.repository.ExecutionView;
import dev.procession.runtime.repository.ViewJson;
import dev.procession.runtime.repository.WorkerView;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code procession show}. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Shows a job execution: its steps, for every partition which worker ran it when, and why it failed.")
final class ShowCommand implements Callable<Integer> {

    private final Program program;

    @Mixin
    private final HomeOption home = new HomeOption();

    @Parameters(paramLabel = "EXECUTION", description = "Id of the execution, as run and jobs print it.")
    private long execution;

    @Option(names = "--json", description = "Print a JSON object.")
    private boolean json;

    ShowCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() {
        try (Inspection inspection = home.inspect()) {
            ExecutionView view = inspection
                    .queries()
                    .execution(execution)
                    .orElseThrow(() -> new UsageException("there is no execution " + execution + " in "
                            + home.directory() + "; see: "
                            + program.command("jobs" + home.repeated())));
            if (json) {
                program.screen().print(ViewJson.print(view));
            } else {
                program.screen()
                        .print(ExecutionReport.of(view, new Times(ZoneId.systemDefault()), workers(inspection, view)));
            }
        }
        return ExitCode.COMPLETED.number();
    }

    private static @Nullable List<WorkerView> workers(Inspection inspection, ExecutionView view) {
        return view.endTime() == null && inspection.isLive() ? inspection.workers() : null;
    }
}
