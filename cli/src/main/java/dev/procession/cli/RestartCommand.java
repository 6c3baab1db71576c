// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.runtime.Coordinator;
import dev.procession.runtime.RemoteCoordinator;
import dev.procession.runtime.RuntimeSettings;
import jakarta.batch.operations.BatchRuntimeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code procession restart}. */
@Command(
        name = "restart",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Restarts an execution that failed, was stopped, or whose coordinator died: finished partitions are not run again, the"
                    + " others go on from their last checkpoint. A coordinator that runs on the state directory does it, or this command itself.",
            "Ctrl-C stops the job properly; a second Ctrl-C does not wait for that."
        })
final class RestartCommand implements Callable<Integer> {

    private final Program program;

    @Mixin
    private final CoordinatorOptions options = new CoordinatorOptions();

    @Parameters(paramLabel = "EXECUTION", description = "Number of the execution, as 'procession jobs' shows it.")
    private long execution;

    @Option(
            names = "-P",
            paramLabel = "NAME=VALUE",
            description = "A job parameter that replaces the one of the execution. Repeat it for more.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(
            names = "--wait",
            description =
                    "Where a coordinator runs already, wait until the execution has ended; else that is done anyway.")
    private boolean wait;

    RestartCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() throws InterruptedException {
        RuntimeSettings settings = options.settings();
        Optional<RemoteCoordinator> living = RemoteCoordinator.open(settings);
        return (living.isPresent() ? restartThere(living.get(), settings) : restartHere(settings)).number();
    }

    private ExitCode restartThere(RemoteCoordinator coordinator, RuntimeSettings settings) throws InterruptedException {
        long restarted;
        try (coordinator) {
            restarted = coordinator.restart(execution, parameters);
        } catch (BatchRuntimeException e) {
            throw Refusal.of(e, "restart", execution);
        }
        program.screen()
                .print("Execution " + execution + " goes on as execution " + restarted + "; see: "
                        + program.command("show " + restarted + options.repeatedHome()));
        if (!wait) {
            return ExitCode.COMPLETED;
        }
        try (Following following = new Following(program, settings, options.repeatedHome())) {
            return following.follow(restarted);
        }
    }

    private ExitCode restartHere(RuntimeSettings settings) throws InterruptedException {
        Properties replaced = new Properties();
        replaced.putAll(parameters);
        JobRun.Order order = new JobRun.Order(
                "restart of execution " + execution,
                (coordinator, stopWanted) -> List.of(restart(coordinator, replaced)),
                options.waitForWorkers(),
                false);
        ClassLoader loader = JobsPathOption.classLoader(settings.workers().jobsPath());
        return new JobRun(program, settings, loader, order, options.repeatedHome()).run();
    }

    private long restart(Coordinator coordinator, Properties replaced) {
        try {
            return coordinator.restart(execution, replaced);
        } catch (BatchRuntimeException e) {
            throw Refusal.of(e, "restart", execution);
        }
    }
}
