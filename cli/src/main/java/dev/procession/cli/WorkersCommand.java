// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.runtime.Inspection;
import dev.procession.runtime.repository.ViewJson;
import dev.procession.runtime.repository.WorkerView;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code procession workers}. */
@Command(
        name = "workers",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Lists the workers that the coordinator of a state directory hears, and what they run.")
final class WorkersCommand implements Callable<Integer> {

    private final Program program;

    @Mixin
    private final HomeOption home = new HomeOption();

    @Option(names = "--json", description = "Print a JSON array.")
    private boolean json;

    WorkersCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() {
        try (Inspection inspection = home.inspect()) {
            List<WorkerView> workers = inspection.workers();
            if (json) {
                program.screen().print(ViewJson.print(workers));
            } else if (workers.isEmpty()) {
                program.screen().print("No workers are connected.");
            } else {
                program.screen().print(table(workers, new Times(ZoneId.systemDefault())));
            }
        }
        return ExitCode.COMPLETED.number();
    }

    static List<String> table(List<WorkerView> workers, Times times) {
        Table table = Table.of("", "WORKER", "HOST", "PID", "SLOTS", "SINCE", "RUNNING");
        for (WorkerView worker : workers) {
            table.row(
                    worker.worker(),
                    worker.host(),
                    Long.toString(worker.pid()),
                    Integer.toString(worker.slots()),
                    times.dateAndTime(worker.since()),
                    worker.running().isEmpty()
                            ? "-"
                            : worker.running().stream()
                                    .map(running -> running.task())
                                    .collect(Collectors.joining("; ")));
        }
        List<String> lines = new ArrayList<>(table.lines());
        lines.add("");
        lines.add(times.note());
        return lines;
    }
}
