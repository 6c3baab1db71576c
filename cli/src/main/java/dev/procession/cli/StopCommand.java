// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.runtime.Inspection;
import dev.procession.runtime.RemoteCoordinator;
import dev.procession.runtime.RuntimeSettings;
import dev.procession.runtime.repository.ExecutionView;
import jakarta.batch.operations.BatchRuntimeException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code procession stop}. */
@Command(
        name = "stop",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Stops a running execution: chunks end at their next checkpoint, batchlets are told to stop. It can be restarted.")
final class StopCommand implements Callable<Integer> {

    private final Program program;

    @Mixin
    private final HomeOption home = new HomeOption();

    @Parameters(paramLabel = "EXECUTION", description = "Number of the execution, as 'procession jobs' shows it.")
    private long execution;

    @Option(names = "--wait", description = "Wait until it has ended.")
    private boolean wait;

    StopCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() throws InterruptedException {
        RuntimeSettings settings = home.settings();
        Optional<RemoteCoordinator> living = RemoteCoordinator.open(settings);
        if (living.isEmpty()) {
            throw nothingRuns(settings);
        }
        try (RemoteCoordinator coordinator = living.get()) {
            coordinator.stop(execution);
        } catch (BatchRuntimeException e) {
            throw Refusal.of(e, "stop", execution);
        }
        program.screen().print("Execution " + execution + " was told to stop.");
        if (wait) {
            try (Following following = new Following(program, settings, home.repeated())) {
                following.follow(execution);
            }
        }
        return ExitCode.COMPLETED.number();
    }

    private UsageException nothingRuns(RuntimeSettings settings) {
        try (Inspection inspection = home.inspect()) {
            Optional<ExecutionView> view = inspection.queries().execution(execution);
            if (view.isEmpty()) {
                return new UsageException(
                        "there is no execution " + execution + "; 'procession jobs' lists those there are");
            }
            if (view.get().endTime() != null) {
                return new UsageException("execution " + execution + " is not running: it is "
                        + view.get().batchStatus());
            }
            if (settings.repository().url() != null) {
                return new UsageException("no coordinator runs on " + home.directory()
                        + "; one that shares the database may run execution " + execution
                        + ": name its state directory with --home DIR");
            }
            return new UsageException(
                    "execution " + execution + " was left by a coordinator that died; to go on with it: "
                            + program.command("recover" + home.repeated()) + ", to give it up: "
                            + program.command("abandon " + execution + home.repeated()));
        }
    }
}
