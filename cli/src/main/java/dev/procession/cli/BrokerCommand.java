// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.messaging.EmbeddedBroker;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code procession broker}. */
@Command(
        name = "broker",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Runs a broker in this terminal until it is told to end (Ctrl-C). What is in its queues is there when it starts again.",
            "Coordinators use it with run --broker URL, workers on any machine with worker --broker URL."
        })
final class BrokerCommand implements Callable<Integer> {

    private static final String ANY = "0.0.0.0";

    private final Program program;

    @Mixin
    private final HomeOption home = new HomeOption();

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "The address to listen on; 0.0.0.0 for all of this machine. Default: ${DEFAULT-VALUE}")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The port to listen on, 0 for a free one. Default: ${DEFAULT-VALUE}")
    private int port = 61616;

    BrokerCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() throws InterruptedException {
        Path directory = home.directory();
        Logging.toFile(directory.resolve("logs").resolve("broker.log"));
        CountDownLatch end = new CountDownLatch(1);
        StopSignals signals = StopSignals.install();
        signals.onStop(end::countDown);
        EmbeddedBroker.Settings settings = new EmbeddedBroker.Settings(directory.resolve("broker"), host, port);
        try (EmbeddedBroker broker = signals.interruptibly(() -> EmbeddedBroker.start(settings))) {
            String url = broker.worker().uri();
            HomeFiles.announceBroker(directory, url);
            program.screen().print(text(directory, url));
            end.await();
        } finally {
            HomeFiles.forgetBroker(directory);
        }
        return ExitCode.COMPLETED.number();
    }

    private List<String> text(Path directory, String url) {
        String seen = host.equals(ANY) ? url.replace("127.0.0.1", "THIS_HOST") : url;
        return List.of(
                "Broker listens on " + host + ", " + seen,
                "  credentials  " + CredentialsFile.of(directory),
                "  state        " + directory,
                "On this machine:",
                "  "
                        + program.command("run JOB --broker " + url + " --credentials " + CredentialsFile.of(directory)
                                + " --home OTHER_DIR"),
                "  " + program.command("worker --broker " + url + home.repeated()),
                "On others, with a copy of that file:",
                "  " + program.command("worker --broker " + seen + " --credentials FILE"));
    }
}
