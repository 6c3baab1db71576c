// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.runtime.Coordinator;
import dev.procession.runtime.RecoveredExecution;
import dev.procession.runtime.RuntimeSettings;
import dev.procession.runtime.SettledExecution;
import dev.procession.runtime.StateDirectory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code procession coordinator}. */
@Command(
        name = "coordinator",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Runs jobs that 'procession submit' gives it, with a broker and workers, until it is told to end (Ctrl-C, SIGTERM).",
            "When it starts it goes on with jobs whose coordinator died or was told to end. When it is told to end it stops its jobs"
                    + " properly; a second Ctrl-C does not wait for that."
        })
final class CoordinatorCommand implements Callable<Integer> {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final Program program;

    @Mixin
    private final CoordinatorOptions options = new CoordinatorOptions();

    CoordinatorCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() throws InterruptedException {
        RuntimeSettings settings = options.settingsForAnyWorkers();
        ClassLoader loader = JobsPathOption.classLoader(settings.workers().jobsPath());
        StateDirectory home = StateDirectory.of(settings.home());
        CountDownLatch end = new CountDownLatch(1);
        StopSignals signals = StopSignals.install();
        signals.onStop(end::countDown);
        System.setProperty("procession.home", home.path().toString()); // jobs put their results there
        Thread.currentThread().setContextClassLoader(loader);
        if (!home.isOwned()) {
            Logging.toFile(home.logs().resolve("coordinator.log"));
        }
        try (Coordinator coordinator = signals.interruptibly(() -> Coordinator.start(settings, loader))) {
            coordinator.onLost(() -> LostCoordinator.halt(program.screen()));
            coordinator.onTakenOver(this::tell);
            tell(coordinator.settled(), coordinator.recover());
            coordinator.takeSubmissions();
            program.screen().print(ready(coordinator));
            end.await();
            if (!coordinator.stopJobs(STOP_LIMIT, signals::hurryWanted)) {
                program.screen()
                        .error("procession: some jobs did not stop in time; the next coordinator goes on with them");
            }
        }
        return ExitCode.COMPLETED.number();
    }

    private void tell(List<SettledExecution> settled, List<RecoveredExecution> recovered) {
        settled.forEach(execution -> program.screen()
                .print("execution " + execution.executionId() + " of " + execution.jobName() + " " + execution.text()));
        recovered.forEach(execution -> RecoverCommand.tell(program.screen(), execution));
    }

    private List<String> ready(Coordinator coordinator) {
        String repeated = options.repeatedHome();
        return List.of(
                "Coordinator takes jobs; pid " + ProcessHandle.current().pid() + ", broker "
                        + coordinator.workerEndpoint().uri(),
                "  submit  " + program.command("submit JOB" + repeated),
                "  state   " + coordinator.directory().path());
    }
}
