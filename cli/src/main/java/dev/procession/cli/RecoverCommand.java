// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.runtime.Coordinator;
import dev.procession.runtime.RecoveredExecution;
import dev.procession.runtime.RuntimeSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code procession recover}. */
@Command(
        name = "recover",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Restarts all executions whose coordinator died, and runs them to their end. 'procession coordinator' does the same when it"
                    + " starts.",
            "Ctrl-C stops the jobs properly; a second Ctrl-C does not wait for that."
        })
final class RecoverCommand implements Callable<Integer> {

    private final Program program;

    @Mixin
    private final CoordinatorOptions options = new CoordinatorOptions();

    RecoverCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() throws InterruptedException {
        RuntimeSettings settings = options.settings();
        List<RecoveredExecution> refused = new ArrayList<>();
        JobRun.Order order = new JobRun.Order(
                "recovery",
                (coordinator, stopWanted) -> recover(coordinator, refused),
                options.waitForWorkers(),
                false);
        ExitCode code = new JobRun(
                        program,
                        settings,
                        JobsPathOption.classLoader(settings.workers().jobsPath()),
                        order,
                        options.repeatedHome())
                .run();
        return (code == ExitCode.COMPLETED && !refused.isEmpty() ? ExitCode.FAILED : code).number();
    }

    private Iterable<Long> recover(Coordinator coordinator, List<RecoveredExecution> refused) {
        List<Long> restarted = new ArrayList<>();
        for (RecoveredExecution execution : coordinator.recover()) {
            tell(program.screen(), execution);
            if (execution.restartedAs() == null) {
                refused.add(execution);
            } else {
                restarted.add(execution.restartedAs());
            }
        }
        if (restarted.isEmpty() && refused.isEmpty()) {
            program.screen().print("There is nothing to recover on " + options.home() + ".");
        }
        return restarted;
    }

    static void tell(Screen screen, RecoveredExecution execution) {
        String what = "execution " + execution.executionId() + " of " + execution.jobName();
        if (execution.restartedAs() == null) {
            screen.error("procession: " + what + " was not restarted: " + execution.refusal());
        } else {
            screen.print(what + ", which ended with its coordinator, goes on as execution " + execution.restartedAs());
        }
    }
}
