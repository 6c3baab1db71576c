// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.runtime.Coordinator;
import dev.procession.runtime.RemoteCoordinator;
import dev.procession.runtime.RuntimeSettings;
import jakarta.batch.operations.BatchRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code procession abandon}. */
@Command(
        name = "abandon",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Gives up an execution that failed, was stopped, or whose coordinator died: it cannot be restarted any more.")
final class AbandonCommand implements Callable<Integer>, StateCommand {

    private final Program program;

    @Mixin
    private final HomeOption home = new HomeOption();

    @Parameters(paramLabel = "EXECUTION", description = "Number of the execution, as 'procession jobs' shows it.")
    private long execution;

    AbandonCommand(Program program) {
        this.program = program;
    }

    @Override
    public Path home() {
        return home.settings().home();
    }

    @Override
    public Integer call() throws InterruptedException {
        RuntimeSettings settings = home.settings(Map.of("procession.workers", "0"));
        Optional<RemoteCoordinator> living = RemoteCoordinator.open(settings);
        try {
            if (living.isPresent()) {
                try (RemoteCoordinator coordinator = living.get()) {
                    coordinator.abandon(execution);
                }
            } else {
                abandonHere(settings);
            }
        } catch (BatchRuntimeException e) {
            throw Refusal.of(e, "abandon", execution);
        }
        program.screen().print("Execution " + execution + " is ABANDONED.");
        return ExitCode.COMPLETED.number();
    }

    /** By a coordinator without workers, which first settles what a dead one left. */
    private void abandonHere(RuntimeSettings settings) throws InterruptedException {
        if (settings.repository().url() == null && !Files.isDirectory(settings.home())) {
            throw new UsageException("there is no state directory "
                    + settings.home().toAbsolutePath().normalize());
        }
        Logging.toFile(settings.home().resolve("logs").resolve("coordinator.log"));
        try (Coordinator coordinator = Coordinator.start(settings, AbandonCommand.class.getClassLoader())) {
            coordinator.abandon(execution);
        }
    }
}
