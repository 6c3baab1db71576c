// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What users get wrong, or find broken: one clear error, the right exit code, nothing left behind. */
class BadInputIT {

    @RegisterExtension
    private final Commands commands = new Commands();

    private static void assertClear(Commands.Command command, String... parts) {
        assertThat(command.errors()).contains(parts).doesNotContain("\tat ", "Caused by");
        assertThat(command.errors().lines().findFirst().orElse("")).startsWith("procession: ");
    }

    @Test
    void run_unknownJob_namesThoseThereAre() throws Exception {
        assertClear(commands.run(2, "run", "fligths"), "there is no job 'fligths'", "There are: ", " flights, ");
        assertThat(commands.home()).doesNotExist();
    }

    @Test
    void run_malformedXml_saysLineAndColumn() throws Exception {
        Path file = Files.writeString(commands.folder().resolve("broken.xml"), """
                <?xml version="1.0"?>
                <job id="broken" xmlns="https://jakarta.ee/xml/ns/jakartaee" version="2.0">
                  <step id="one"
                </job>
                """);
        assertClear(commands.run(2, "run", file.toString(), "--workers", "1"), "broken", "line 4, column 1");
        assertThat(commands.home()).as("nothing was started for it").doesNotExist();
    }

    @Test
    void run_xmlAgainstTheSchema_saysLineAndColumn() throws Exception {
        Path file = Files.writeString(commands.folder().resolve("odd.xml"), """
                <?xml version="1.0"?>
                <job id="odd" xmlns="https://jakarta.ee/xml/ns/jakartaee" version="2.0">
                  <step id="one">
                    <stage/>
                  </step>
                </job>
                """);
        assertClear(commands.run(2, "run", file.toString(), "--workers", "1"), "odd", "line 4, column", "stage");
        assertThat(commands.home()).as("nothing was started for it").doesNotExist();
    }

    @Test
    void run_unknownOption_suggests() throws Exception {
        assertClear(commands.run(2, "run", "flights", "--wrokers", "2"), "did you mean --workers?", "--help");
    }

    @Test
    void run_noWorkersAndNoBroker_isRefused() throws Exception {
        assertClear(
                commands.run(2, "run", "flights", "--workers", "0"), "--workers 0 without --broker", "--broker URL");
    }

    @Test
    void run_missingInput_namesTheFile() throws Exception {
        Commands.Command run = commands.run(1, "run", "flights", "--workers", "1", "-P", "input=/nowhere/f.csv");
        assertClear(run, "flights failed in step delays", "/nowhere/f.csv");
        assertThat(run.output()).contains("procession show 1");
        assertThat(commands.run(0, "show", "1").output()).contains("FAILED", "/nowhere/f.csv");
    }

    @Test
    void run_partitionFails_saysWhichAndWhy() throws Exception {
        Commands.Command run =
                commands.run(1, "run", "failing", "--workers", "2", "--jobs-path", Commands.TEST_JOBS.toString());
        assertClear(run, "failing failed in step work, partition 1: IllegalStateException: number 1 is not for me");
        assertThat(commands.run(0, "show", "1").output())
                .contains("Why it failed", "FailingBatchlet.process(FailingBatchlet.java");
    }

    @Test
    void run_unwritableHome_saysWhichAndWhatElse() throws Exception {
        Path file = Files.writeString(commands.folder().resolve("file"), "in the way");
        assertClear(
                commands.run(
                        4,
                        "run",
                        "flights",
                        "--workers",
                        "1",
                        "--home",
                        file.resolve("home").toString()),
                file.resolve("home") + " cannot be written",
                "--home DIR");
    }

    @Test
    void run_portInUse_namesIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            Commands.Command run =
                    commands.start(Map.of("PROCESSION_BROKER_PORT", port), "run", "flights", "--workers", "1");
            assertThat(run.exitCode()).isEqualTo(4);
            assertClear(run, "port " + port);
        }
    }

    @Test
    void broker_portInUse_namesIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertClear(commands.run(4, "broker", "--port", port), "port " + port);
        }
    }

    @Test
    void run_nobodyAtTheBroker_saysSo() throws Exception {
        assertClear(
                commands.run(4, "run", "flights", "--workers", "0", "--broker", "tcp://127.0.0.1:1"),
                "tcp://127.0.0.1:1");
    }

    @Test
    void run_nobodyAtTheDatabase_namesItsUrl() throws Exception {
        String url = "jdbc:postgresql://127.0.0.1:1/jobs";
        Commands.Command run =
                commands.start(Map.of("PROCESSION_DATABASE_URL", url), "run", "flights", "--workers", "1");
        assertThat(run.exitCode()).isEqualTo(4);
        assertClear(run, "Cannot reach the job repository " + url);
        assertThat(run.errors().lines()).hasSize(1);
    }

    @Test
    void show_noStateDirectory_saysWhereItLooked() throws Exception {
        assertClear(commands.run(2, "show", "1"), "there is no state directory " + commands.home(), "--home DIR");
    }

    @Test
    void run_classNotOnAWorkerStartedByHand_namesItAndTheOption() throws Exception {
        Commands.Command broker = commands.start("broker", "--port", "0");
        String url = Commands.awaitBroker(broker);
        Commands.Command worker = commands.start("worker", "--name", "by-hand");

        Commands.Command run = commands.run(
                1,
                "run",
                "failing",
                "--workers",
                "0",
                "--jobs-path",
                Commands.TEST_JOBS.toString(),
                "--broker",
                url,
                "--credentials",
                CredentialsFile.of(commands.home()).toString(),
                "--home",
                commands.folder().resolve("other").toString());

        assertClear(run, "failing failed in step work", "FailingBatchlet", "--jobs-path");
        worker.process().destroy();
        assertThat(worker.exitCode()).isZero();
        broker.process().destroy();
        assertThat(broker.exitCode()).isZero();
    }

    @Test
    void run_workersThatCannotStart_endsWithWhatTheySaid() throws Exception {
        Commands.Command run = commands.run(4, "run", "flights", "--workers", "1", "--worker-opts", "-XX:NoSuchOption");
        assertThat(run.errors()).contains("ended 3 times before it was connected", "NoSuchOption");
        assertThat(run.errors()).doesNotContain("\tat ");
    }

    @Test
    void run_settingsFileWithNonsense_namesKeyAndValue() throws IOException, InterruptedException {
        Files.createDirectories(commands.home());
        Files.writeString(commands.home().resolve("procession.properties"), "procession.slots=several\n");
        assertClear(commands.run(2, "run", "flights"), "procession.slots is 'several'", "procession.properties");
    }
}
