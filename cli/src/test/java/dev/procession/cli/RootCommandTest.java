// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class RootCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private final Program program =
            new Program(new Screen(new PrintWriter(out), new PrintWriter(err), 0), "bin/procession", Map.of());

    private int run(String... arguments) {
        return RootCommand.commandLine(program).execute(arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "jobs", "show", "workers", "drain", "worker", "broker", "completion"})
    void help_ofEveryCommand_says0(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).startsWith("Usage: procession " + command);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void help_ofTheProgram_listsTheCommandsAndTheExitCodes() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .contains(
                        "run ",
                        "jobs ",
                        "show ",
                        "workers ",
                        "drain ",
                        "worker ",
                        "broker ",
                        "completion ",
                        "Exit codes: 0");
    }

    @Test
    void home_ofACommand_isWhatItsOptionSaysOrTheDefault() {
        CommandLine root = RootCommand.commandLine(program);
        CommandLine jobs = root.getSubcommands().get("jobs");
        root.parseArgs("jobs", "--home", "there");
        assertThat(CommandLines.home(jobs.getCommandSpec(), program)).isEqualTo(Path.of("there"));
        root.parseArgs("jobs");
        assertThat(CommandLines.home(jobs.getCommandSpec(), program)).isEqualTo(HomeFiles.defaultHome(Map.of()));
    }

    @Test
    void version_says0() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("procession ");
    }

    @Test
    void noCommand_isMisuse() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("Missing command", "procession --help");
    }

    @Test
    void unknownOption_isMisuseWithASuggestion() {
        assertThat(run("run", "flights", "--wrokers", "2")).isEqualTo(2);
        assertThat(err.toString())
                .contains("unknown option '--wrokers'; did you mean --workers?", "Try: procession run --help")
                .doesNotContain("Exception");
    }

    @Test
    void unknownCommand_isMisuseWithASuggestion() {
        assertThat(run("rum", "flights")).isEqualTo(2);
        assertThat(err.toString()).contains("unknown command 'rum'; did you mean run?");
    }

    @Test
    void run_noWorkersAndNoBroker_isMisuse() {
        assertThat(run("run", "flights", "--workers", "0", "--home", folder.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--workers 0 without --broker");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "many", "1.5"})
    void run_impossibleWorkers_isMisuse(String workers) {
        assertThat(run("run", "flights", "--workers", workers, "--home", folder.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("procession.workers is '" + workers + "'");
    }

    @Test
    void run_parameterWithoutValue_isMisuse() {
        assertThat(run("run", "flights", "-P", "partitions")).isEqualTo(2);
        assertThat(err.toString()).contains("-P");
    }

    @Test
    void run_unknownJob_namesThoseThereAre() {
        assertThat(run("run", "fligths", "--home", folder.toString())).isEqualTo(2);
        assertThat(err.toString())
                .contains("there is no job 'fligths'", "META-INF/batch-jobs/fligths.xml", "flights", "--jobs-path");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void run_missingFile_namesIt() {
        assertThat(run("run", "jobs/mine.xml")).isEqualTo(2);
        assertThat(err.toString())
                .contains("there is no Job XML file " + Path.of("jobs/mine.xml").toAbsolutePath());
    }

    @Test
    void run_missingJobsPath_namesIt() {
        assertThat(run("run", "flights", "--jobs-path", "nowhere.jar", "--home", folder.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("nowhere.jar", "no such file or directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobs", "workers"})
    void inspection_noStateDirectory_saysHowToNameOne(String command) {
        assertThat(run(command, "--home", folder.resolve("none").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("there is no state directory " + folder.resolve("none"), "--home DIR");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "worker-1 --all"})
    void drain_notOneOfNamesAndAll_isMisuse(String arguments) {
        String[] words = ("drain --home " + folder + " " + arguments).strip().split(" ");
        assertThat(run(words)).isEqualTo(2);
        assertThat(err.toString()).contains("say which workers to drain: their names, or --all");
    }

    @Test
    void drain_noCoordinator_saysWhatElseDrains() {
        assertThat(run("drain", "worker-1", "--home", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("no coordinator runs on the state directory " + folder, "SIGTERM");
    }

    @Test
    void show_notANumber_isMisuse() {
        assertThat(run("show", "first")).isEqualTo(2);
        assertThat(err.toString()).contains("EXECUTION", "'first'");
    }

    @Test
    void worker_nobodyToWorkFor_saysWhereItLooked() {
        assertThat(run("worker", "--home", folder.toString())).isEqualTo(2);
        assertThat(err.toString())
                .contains("no coordinator or broker runs on the state directory " + folder, "--broker URL");
    }

    @Test
    void worker_noCredentials_saysWhereTheyCanBe() {
        assertThat(run("worker", "--broker", "tcp://localhost:1", "--home", folder.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("PROCESSION_BROKER_USER", "--credentials FILE");
    }

    @Test
    void worker_credentialsFileWithoutPassword_saysWhatItMustHave() throws IOException {
        Path file = Files.writeString(folder.resolve("credentials"), "user=somebody\n");

        assertThat(run("worker", "--broker", "tcp://localhost:1", "--credentials", file.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains(file.toString(), "password=");
    }

    @Test
    void completion_bash_isAScript() {
        assertThat(run("completion", "bash")).isZero();
        assertThat(out.toString()).contains("complete -F", "--workers");
    }
}
