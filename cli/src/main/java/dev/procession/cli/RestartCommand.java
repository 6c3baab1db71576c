// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.runtime.Coordinator;
import dev.procession.runtime.RuntimeSettings;
import jakarta.batch.operations.JobExecutionAlreadyCompleteException;
import jakarta.batch.operations.JobExecutionNotMostRecentException;
import jakarta.batch.operations.JobRestartException;
import jakarta.batch.operations.NoSuchJobExecutionException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
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
                    + " others go on from their last checkpoint.",
            "Ctrl-C stops the job properly; a second Ctrl-C does not wait for that."
        })
final class RestartCommand implements Callable<Integer>, StateCommand {

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

    RestartCommand(Program program) {
        this.program = program;
    }

    @Override
    public Path home() {
        return options.home();
    }

    @Override
    public Integer call() throws InterruptedException {
        RuntimeSettings settings = options.settings();
        ClassLoader loader = JobsPathOption.classLoader(settings.workers().jobsPath());
        Properties replaced = new Properties();
        replaced.putAll(parameters);
        JobRun.Order order = new JobRun.Order(
                "restart of execution " + execution,
                coordinator -> restart(coordinator, replaced),
                options.waitForWorkers());
        return new JobRun(program, settings, loader, order, options.repeatedHome())
                .run()
                .number();
    }

    private long restart(Coordinator coordinator, Properties replaced) {
        try {
            return coordinator.restart(execution, replaced);
        } catch (NoSuchJobExecutionException e) {
            throw new UsageException(
                    "there is no execution " + execution + "; 'procession jobs' lists those there are", e);
        } catch (JobExecutionAlreadyCompleteException e) {
            throw new UsageException("execution " + execution + " is COMPLETED; there is nothing to restart", e);
        } catch (JobExecutionNotMostRecentException e) {
            throw new UsageException(
                    "execution " + execution + " was restarted already; restart the latest one of its instance, as"
                            + " 'procession jobs' shows it",
                    e);
        } catch (JobRestartException e) {
            throw new UsageException("execution " + execution + " cannot be restarted: " + e.getMessage(), e);
        }
    }
}
