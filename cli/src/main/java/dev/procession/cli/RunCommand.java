// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.runtime.Coordinator;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code procession run}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Runs a job to its end: starts a coordinator with a broker and workers, the job, and ends them again.",
            "Ctrl-C stops the job properly; a second Ctrl-C does not wait for that."
        })
final class RunCommand implements Callable<Integer> {

    private static final String SLOTS = "procession.slots";

    private final Program program;

    @Mixin
    private final CoordinatorOptions options = new CoordinatorOptions();

    @Parameters(
            paramLabel = "JOB|FILE.xml",
            arity = "0..1",
            description = "The job: its name, for META-INF/batch-jobs/NAME.xml on the class path, or a Job XML file.")
    private @Nullable String job;

    @Option(
            names = "--all-examples",
            description = "Run all jobs that 'procession examples' lists, one after the other.")
    private boolean allExamples;

    @Option(names = "-P", paramLabel = "NAME=VALUE", description = "A job parameter. Repeat it for more.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    RunCommand(Program program) {
        this.program = program;
    }

    @Override
    @SuppressWarnings("StreamToIterable") // walked once
    public Integer call() throws InterruptedException {
        ClassLoader loader =
                JobsPathOption.classLoader(options.settings().workers().jobsPath());
        List<JobSource> sources = sources(loader);
        Properties jobParameters = new Properties();
        jobParameters.putAll(parameters);
        JobRun.Order order = new JobRun.Order(
                null,
                (coordinator, stopWanted) -> sources.stream()
                        .takeWhile(source -> !stopWanted.getAsBoolean())
                        .map(source -> start(source, coordinator, loader, jobParameters))::iterator,
                options.waitForWorkers(),
                true);
        return new JobRun(program, options.settings(wishes(sources, loader)), loader, order, options.repeatedHome())
                .run()
                .number();
    }

    private List<JobSource> sources(ClassLoader loader) {
        if (allExamples == (job != null)) {
            throw new UsageException(
                    allExamples
                            ? "'" + job + "' and --all-examples: name one job, or run all examples"
                            : "no job is named; name one, such as flights, or see: " + program.command("examples"));
        }
        return job == null
                ? Examples.sources(loader)
                : List.of(JobSource.find(job, loader).checked(loader));
    }

    private static long start(JobSource source, Coordinator coordinator, ClassLoader loader, Properties jobParameters) {
        if (source.file() != null) {
            coordinator.addJobXml(source.name(), source.read(loader));
        }
        return coordinator.jobOperator().start(source.name(), jobParameters);
    }

    /** The slots that the jobs suggest, the most of them: there is one set of workers for all. */
    private static Map<String, String> wishes(List<JobSource> sources, ClassLoader loader) {
        return sources.stream()
                .map(source -> source.xml(loader).properties().get(SLOTS))
                .filter(slots -> slots != null && slots.matches("[0-9]{1,4}"))
                .max(Comparator.comparingInt(Integer::parseInt))
                .map(slots -> Map.of(SLOTS, slots))
                .orElse(Map.of());
    }
}
