// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.runtime.RuntimeSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
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
final class RunCommand implements Callable<Integer>, StateCommand {

    private final Program program;

    @Mixin
    private final CoordinatorOptions options = new CoordinatorOptions();

    @Parameters(
            paramLabel = "JOB|FILE.xml",
            description = "The job: its name, for META-INF/batch-jobs/NAME.xml on the class path, or a Job XML file.")
    private String job = "";

    @Option(names = "-P", paramLabel = "NAME=VALUE", description = "A job parameter. Repeat it for more.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    RunCommand(Program program) {
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
        JobSource source = JobSource.find(job, loader);
        Properties jobParameters = new Properties();
        jobParameters.putAll(parameters);
        JobRun.Order order = new JobRun.Order(
                source.name(),
                coordinator -> {
                    if (source.file() != null) {
                        coordinator.addJobXml(source.name(), source.read(source.file()));
                    }
                    return List.of(coordinator.jobOperator().start(source.name(), jobParameters));
                },
                options.waitForWorkers(),
                true);
        return new JobRun(program, settings, loader, order, options.repeatedHome())
                .run()
                .number();
    }
}
