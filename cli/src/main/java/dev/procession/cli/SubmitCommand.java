// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.runtime.RemoteCoordinator;
import dev.procession.runtime.RuntimeSettings;
import dev.procession.runtime.StateDirectory;
import dev.procession.runtime.Submission;
import dev.procession.runtime.Submissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code procession submit}. */
@Command(
        name = "submit",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Gives a job to the coordinator of a state directory ('procession coordinator'). If none runs now, the job waits until one does.",
        })
final class SubmitCommand implements Callable<Integer> {

    private static final String SUFFIX = ".xml";
    private static final Duration BEGIN_LIMIT = Duration.ofSeconds(20);

    private final Program program;

    @Mixin
    private final HomeOption home = new HomeOption();

    @Parameters(
            paramLabel = "JOB|FILE.xml",
            description =
                    "The job: a name that the coordinator knows, or a Job XML file, whose artifacts the coordinator and its"
                            + " workers have on their class paths.")
    private String job = "";

    @Option(names = "-P", paramLabel = "NAME=VALUE", description = "A job parameter. Repeat it for more.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "Names the submission: one of the same id is not run again. Default: a new one")
    private @Nullable String id;

    @Option(
            names = "--wait",
            description = "Wait until the job has ended, and end as 'run' does. Ctrl-C ends the waiting, not the job.")
    private boolean wait;

    SubmitCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() throws InterruptedException {
        RuntimeSettings settings = home.settings();
        Submission submission = submission();
        submission.check();
        boolean taken = send(settings, submission);
        try (Following following = new Following(program, settings, home.repeated())) {
            Optional<Long> execution =
                    taken || wait ? following.execution(submission.id(), wait ? null : BEGIN_LIMIT) : Optional.empty();
            if (execution.isPresent()) {
                program.screen()
                        .print("Submission " + submission.id() + " is execution " + execution.get() + " of "
                                + submission.job() + "; see: "
                                + program.command("show " + execution.get() + home.repeated()));
            } else if (taken) {
                program.screen().print("Submission " + submission.id() + " waits in the coordinator's queue.");
            }
            return (wait ? following.follow(execution.orElseThrow()) : ExitCode.COMPLETED).number();
        }
    }

    /** Sends it; answers whether somebody is there who will take it. */
    private boolean send(RuntimeSettings settings, Submission submission) {
        Optional<RemoteCoordinator> living = RemoteCoordinator.open(settings);
        boolean isNew;
        boolean taken = false;
        if (living.isPresent()) {
            try (RemoteCoordinator coordinator = living.get()) {
                isNew = coordinator.submit(submission);
                taken = coordinator.takesSubmissions();
            }
        } else {
            isNew = Submissions.leave(settings, submission);
        }
        if (!isNew) {
            program.screen().print("Submission " + submission.id() + " was made before; it is not run again.");
        }
        if (!taken) {
            program.screen()
                    .print("Submission " + submission.id() + " of " + submission.job() + " waits: "
                            + (living.isPresent() ? "the coordinator of " : "no coordinator runs on ")
                            + StateDirectory.of(settings.home()).path()
                            + (living.isPresent() ? " runs one job and takes no others. " : " now. ")
                            + "It begins with: " + program.command("coordinator" + home.repeated()));
        }
        return taken;
    }

    private Submission submission() {
        String name = id == null ? UUID.randomUUID().toString() : id;
        Path file = Path.of(job);
        try {
            if (!job.endsWith(SUFFIX) && !job.contains("/")) {
                return new Submission(name, job, null, parameters);
            }
            if (!Files.isRegularFile(file)) {
                throw new UsageException("there is no Job XML file " + file.toAbsolutePath());
            }
            String fileName = String.valueOf(file.getFileName());
            return new Submission(
                    name,
                    fileName.endsWith(SUFFIX) ? fileName.substring(0, fileName.length() - SUFFIX.length()) : fileName,
                    Files.readString(file),
                    parameters);
        } catch (IOException e) {
            throw new UsageException("the Job XML " + file + " cannot be read: " + e, e);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--id " + name + ": " + e.getMessage(), e);
        }
    }
}
