// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.Credentials;
import dev.procession.multiprocessing.MultiprocessingSettings;
import dev.procession.multiprocessing.PoolHost;
import dev.procession.workers.WorkerClassPath;
import dev.procession.workers.WorkerProcess;
import dev.procession.workers.WorkerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code procession worker}. Its class path is a worker's: it must use nothing that only a coordinator has. */
@Command(
        name = "worker",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Runs a worker in this terminal: it takes partitions of all jobs of a broker until it is told to end (Ctrl-C), and then"
                    + " hands back what it has.",
            "Without --broker it works for the coordinator or broker of this user that runs on the state directory.",
            "The credentials are taken from --credentials, else from the environment (PROCESSION_BROKER_USER,"
                    + " PROCESSION_BROKER_PASSWORD), else from the state directory."
        })
final class WorkerCommand implements Callable<Integer> {

    static final String ROLE = "worker";

    private final Program program;

    @Option(names = "--broker", paramLabel = "URL", description = "The broker, such as tcp://host:61616.")
    private @Nullable String broker;

    @Option(
            names = "--credentials",
            paramLabel = "FILE",
            description = "A file with user=... and password=..., or a broker's own broker-users.properties.")
    private @Nullable Path credentials;

    @Option(
            names = "--slots",
            paramLabel = "N",
            description = "How many partitions it runs at a time. Default: ${DEFAULT-VALUE}")
    private int slots = 1;

    @Option(
            names = "--pool-workers",
            paramLabel = "N",
            description = "How many processes it has, besides, for the pools of programs that have theirs on hosts."
                    + " Default: ${DEFAULT-VALUE}")
    private int poolWorkers = 0;

    @Option(names = "--name", paramLabel = "NAME", description = "What show and workers call it. Default: HOST-PID")
    private @Nullable String name;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description =
                    "The state directory in which to look for a broker and its credentials. Default: $PROCESSION_HOME, else"
                            + " ./.procession")
    private @Nullable Path home;

    @Mixin
    private final JobsPathOption jobsPath = new JobsPathOption();

    WorkerCommand(Program program) {
        this.program = program;
    }

    private Path home() {
        return home == null ? HomeFiles.defaultHome(program.environment()) : home;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (slots < 1) {
            throw new UsageException("--slots " + slots + ": a worker needs at least 1");
        }
        if (poolWorkers < 0) {
            throw new UsageException("--pool-workers " + poolWorkers + ": give 0 for none, or how many");
        }
        BrokerEndpoint endpoint = new BrokerEndpoint(url(), credentials());
        Thread.currentThread().setContextClassLoader(JobsPathOption.classLoader(jobsPath.paths()));
        System.setProperty("procession.jobs.path", jobsPath.joined()); // whose classes may be deserialised
        WorkerSettings settings =
                WorkerSettings.of(endpoint).slots(slots).classPath(WorkerClassPath.forWorkers(jobsPath.paths()));
        Logging.toScreen(program.screen(), Level.INFO, "worker");
        WorkerSettings named = name == null ? settings : settings.name(name);
        return poolWorkers == 0 ? WorkerProcess.runByHand(named) : runWithPoolWorkers(named);
    }

    // Processes of a pool live for long, unlike this JVM's usual tasks: they have the second compiler too.
    private int runWithPoolWorkers(WorkerSettings settings) throws InterruptedException {
        MultiprocessingSettings processes = MultiprocessingSettings.defaults()
                .standby(0)
                .jvmOptions("-XX:TieredStopAtLevel=4")
                .classPath(settings.classPath());
        try (PoolHost host = PoolHost.start(settings.broker(), settings.name(), poolWorkers, processes)) {
            return WorkerProcess.runByHand(settings, host::drain);
        }
    }

    private String url() {
        if (broker != null) {
            return broker;
        }
        String url = System.getProperty("procession.broker.url", environment("PROCESSION_BROKER_URL"));
        return !url.isBlank()
                ? url
                : HomeFiles.brokerUrl(home())
                        .orElseThrow(() -> new UsageException("no coordinator or broker runs on the state directory "
                                + home().toAbsolutePath().normalize()
                                + "; name another with --home DIR, or a broker with --broker URL"));
    }

    private Credentials credentials() {
        if (credentials != null) {
            return CredentialsFile.read(credentials, ROLE);
        }
        String user = environment("PROCESSION_BROKER_USER");
        if (!user.isBlank()) {
            return new Credentials(user, environment("PROCESSION_BROKER_PASSWORD"));
        }
        Path file = CredentialsFile.of(home());
        if (!Files.exists(file)) {
            throw new UsageException("no credentials for the broker: set PROCESSION_BROKER_USER and"
                    + " PROCESSION_BROKER_PASSWORD, or name a file with --credentials FILE"
                    + " (the broker's own is HOME/broker/" + file.getFileName() + " on its machine)");
        }
        return CredentialsFile.read(file, ROLE);
    }

    private String environment(String variable) {
        Map<String, String> variables = program.environment();
        return variables.getOrDefault(variable, "");
    }
}
