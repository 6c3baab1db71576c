// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.runtime.PurgeRule;
import jakarta.batch.operations.JobExecutionIsRunningException;
import jakarta.batch.operations.NoSuchJobExecutionException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code procession purge}. */
@Command(
        name = "purge",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Deletes executions from the job repository, together with all others of the same job instance (those that they continue, and that"
                    + " continue them). What runs, or waits to be recovered, stays.",
            "What jobs have written themselves stays, too."
        })
final class PurgeCommand implements Callable<Integer> {

    private final Program program;

    @Mixin
    private final HomeOption home = new HomeOption();

    @Parameters(paramLabel = "EXECUTION", arity = "0..*", description = "Executions to delete, whatever their age.")
    private List<Long> executions = new ArrayList<>();

    @Option(
            names = "--older-than",
            paramLabel = "TIME",
            description = "Delete what ended longer ago than that, such as 30d or 12h.")
    private @Nullable String olderThan;

    @Option(
            names = "--keep-last",
            paramLabel = "N",
            description = "Delete all but the last N of each job; with --older-than, what both allow.")
    private @Nullable Integer keepLast;

    @Option(names = "--dry-run", description = "Only say how many would be deleted.")
    private boolean dryRun;

    PurgeCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() throws InterruptedException {
        PurgeRule rule = rule();
        int purged;
        try {
            purged = home.order(living -> living.purge(rule), own -> own.purge(rule));
        } catch (NoSuchJobExecutionException e) {
            throw new UsageException("there is " + e.getMessage() + "; 'procession jobs' lists those there are", e);
        } catch (JobExecutionIsRunningException e) {
            throw new UsageException(e.getMessage() + "; nothing was deleted. Stop it first", e);
        }
        program.screen().print(Quantities.count(purged, "execution") + (dryRun ? " would be deleted." : " deleted."));
        return ExitCode.COMPLETED.number();
    }

    private PurgeRule rule() {
        if (executions.isEmpty() == (olderThan == null && keepLast == null)) {
            throw new UsageException(
                    "say what to delete: either executions, or --older-than TIME, --keep-last N or both");
        }
        if (keepLast != null && keepLast < 0) {
            throw new UsageException("--keep-last " + keepLast + ": it must be at least 0");
        }
        return new PurgeRule(executions, olderThan == null ? null : duration(olderThan), keepLast, dryRun);
    }

    private static Duration duration(String text) {
        try {
            String upper = text.toUpperCase(Locale.ROOT);
            Duration duration =
                    Duration.parse(upper.startsWith("P") ? upper : upper.endsWith("D") ? "P" + upper : "PT" + upper);
            if (!duration.isNegative()) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            // refused below
        }
        throw new UsageException("--older-than " + text + ": it must be a time, such as 30d, 12h or 15m");
    }
}
