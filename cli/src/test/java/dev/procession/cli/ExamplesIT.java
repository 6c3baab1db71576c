// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ListAssert;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** All example jobs in one command, with short sleeps: what each of them prints, and in how many processes. */
@Tag("full")
class ExamplesIT {

    private static final Pattern BEGIN = Pattern.compile("([a-z-]+), execution \\d+, begins on .*");
    private static final Pattern DECORATION =
            Pattern.compile("\\[\\d\\d:\\d\\d\\] step .*|  (execution|partitions|workers|state|inspect) .*");
    private static final Pattern PID = Pattern.compile("\\(\\S+, pid (\\d+)\\)");

    @RegisterExtension
    private final Commands commands = new Commands();

    /** What one example printed, and the processes that its summary names. */
    private record Ran(List<String> lines, List<String> pids) {}

    @Test
    void run_allExamples_eachPrintsWhatItShould() throws Exception {
        Commands.Command run = commands.run(
                0,
                "run",
                "--all-examples",
                "--workers",
                "1",
                "-P",
                "seconds=0.1",
                "-P",
                "pause=0.01",
                "-P",
                "patience=0.1",
                "-P",
                "second=0.1",
                "-P",
                "shortest=0.1",
                "-P",
                "longest=0.2");
        Map<String, Ran> ran = split(run.output());
        assertThat(run.errors().lines().filter(line -> line.startsWith("[")).toList())
                .satisfies(ExamplesIT::assertLogged);

        assertThat(ran.keySet())
                .containsExactlyElementsOf(Examples.names(getClass().getClassLoader()));
        SoftAssertions.assertSoftly(softly -> {
            assertProcesses(softly, ran);
            assertPools(softly, ran);
            assertLocks(softly, ran);
            assertQueues(softly, ran);
            assertPipes(softly, ran);
            assertGreeters(softly, ran);
        });
        assertThat(run.output()).doesNotContain("FAILED");
    }

    private static void assertProcesses(SoftAssertions softly, Map<String, Ran> all) {
        softly.assertThat(get(all, "random-numbers").lines())
                .hasSize(4)
                .allSatisfy(line -> assertThat(Double.parseDouble(line)).isBetween(0.0, 1.0));
        softly.assertThat(get(all, "random-numbers").pids()).hasSize(4).doesNotHaveDuplicates();
        softly.assertThat(get(all, "hello-world").lines()).containsExactly("hello world");
        softly.assertThat(get(all, "hello-args").lines())
                .containsExactlyInAnyOrder("Hello Bob", "Hello Alice", "Hello Eve");
        softly.assertThat(get(all, "hello-args").pids()).hasSize(3).doesNotHaveDuplicates();
        softly.assertThat(get(all, "greeting-kwargs").lines()).containsExactly("Hello, World");
        List<String> squares = IntStream.rangeClosed(1, 5)
                .mapToObj(n -> n + " squares to " + n * n)
                .toList();
        softly.assertThat(get(all, "squares").lines()).isEqualTo(squares);
        Ran both = get(all, "squares-and-evens");
        softly.assertThat(both.lines())
                .hasSize(7)
                .containsSubsequence(squares)
                .containsSubsequence("2 is even", "4 is even");
        softly.assertThat(both.pids()).hasSize(2).doesNotHaveDuplicates();
        softly.assertThat(get(all, "five-workers").lines())
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 5)
                        .boxed()
                        .flatMap(i -> Stream.of("Worker " + i + " started", "Worker " + i + " finished"))
                        .toList());
        softly.assertThat(get(all, "five-workers").pids()).hasSize(5).doesNotHaveDuplicates();
    }

    private static void assertPools(SoftAssertions softly, Map<String, Ran> all) {
        softly.assertThat(get(all, "pool-greetings").lines()).containsExactly("[Hello Bob, Hello Alice, Hello Eve]");
        softly.assertThat(get(all, "pool-squares").lines()).containsExactly("[1, 4, 9, 16, 25]");
        softly.assertThat(get(all, "pool-double").lines())
                .containsExactly("Result: 10", "Result: 4", "Result: 2", "Result: 6");
        softly.assertThat(get(all, "futures").lines())
                .contains(
                        "worker_function(5) starting",
                        "worker_function(2) starting",
                        "worker_function(1) starting",
                        "worker_function(3) starting")
                .containsSubsequence(
                        "worker_function(1) finished",
                        "worker_function(2) finished",
                        "worker_function(3) finished",
                        "worker_function(5) finished",
                        "Result: 5",
                        "Result: 2",
                        "Result: 1",
                        "Result: 3")
                .hasSize(12);
    }

    private static void assertLocks(SoftAssertions softly, Map<String, Ran> all) {
        List<String> printed = get(all, "lock-print").lines();
        softly.assertThat(printed).hasSize(8);
        for (int i = 0; i < 4; i++) {
            softly.assertThat(printed)
                    .containsSequence("Worker " + i + " has the lock", "Worker " + i + " gives it back");
        }
        List<String> counted = get(all, "lock-counter").lines();
        softly.assertThat(counted).hasSize(40);
        for (int n = 1; n <= 20; n++) {
            String accessing = counted.get(2 * n - 2);
            softly.assertThat(accessing).matches("Worker [01] is accessing the resource");
            softly.assertThat(counted.get(2 * n - 1))
                    .isEqualTo(accessing.replace("is accessing the resource", "has updated the resource to " + n));
        }
        softly.assertThat(counted)
                .filteredOn(line -> line.startsWith("Worker 1 is"))
                .hasSize(10);
    }

    private static void assertQueues(SoftAssertions softly, Map<String, Ran> all) {
        softly.assertThat(get(all, "random-queue").lines())
                .singleElement()
                .asString()
                .matches("\\[\\d\\.\\d+(E-\\d+)?(, \\d\\.\\d+(E-\\d+)?){3}\\]");
        softly.assertThat(get(all, "queue-drain").lines()).containsExactly("red", "green", "blue");
        softly.assertThat(get(all, "evens-queue").lines()).containsExactly("2", "4", "6");
        softly.assertThat(get(all, "queue-workers").lines())
                .hasSize(5)
                .contains("Worker 0 closing", "Worker 1 closing", "Worker 2 closing")
                .anyMatch(line -> line.matches("Processed by worker [012]: hello"))
                .anyMatch(line -> line.matches("Processed by worker [012]: world"));
        Ran pids = get(all, "pid-queue");
        assertGreetings(softly, pids).containsSubsequence("Done!", "10").hasSize(13);
        softly.assertThat(
                        List.of(pids.lines().get(12).replaceAll("[\\[\\]]", "").split(", ", -1)))
                .containsExactlyInAnyOrderElementsOf(pids.pids())
                .doesNotHaveDuplicates();
    }

    private static void assertPipes(SoftAssertions softly, Map<String, Ran> all) {
        softly.assertThat(get(all, "pipe-send").lines()).containsExactly("[Sending something into the pipe !!!!!!!!]");
        softly.assertThat(get(all, "pipe-hello").lines()).containsExactly("hello world", "hello world");
        List<String> echoes = get(all, "pipe-echo").lines();
        softly.assertThat(echoes)
                .hasSize(5)
                .containsSubsequence("Worker received message: hello", "Worker received message: world")
                .containsSubsequence(
                        "Parent received response: Processed: hello", "Parent received response: Processed: world")
                .endsWith("Worker closing");
    }

    private static void assertLogged(List<? extends String> records) {
        assertThat(records)
                .map(line -> line.replaceAll("\\d{2,}", "PID"))
                .containsExactly(
                        "[INFO/MainProcess] process PID begins",
                        "[INFO/MainProcess] starting a process",
                        "[INFO/MainProcess] process PID ends",
                        "[INFO/Process-1] process PID begins",
                        "[INFO/Process-1] doing some work",
                        "[INFO/Process-1] process PID ends",
                        "[INFO/MainProcess] process PID begins",
                        "[INFO/MainProcess] it has ended",
                        "[INFO/MainProcess] process PID ends");
    }

    private static void assertGreeters(SoftAssertions softly, Map<String, Ran> all) {
        assertGreetings(softly, get(all, "hello-ten")).endsWith("Done!").hasSize(11);
        softly.assertThat(get(all, "hello-ten").pids()).hasSize(10).doesNotHaveDuplicates();
        Ran unjoined = get(all, "hello-ten-unjoined");
        assertGreetings(softly, unjoined).contains("Done!").hasSize(11);
        softly.assertThat(unjoined.lines().get(10)).isNotEqualTo("Done!");
        assertGreetings(softly, get(all, "separate-memory"))
                .containsSubsequence("Done!", "0", "[]")
                .endsWith("Done!", "0", "[]")
                .hasSize(13);
        Ran threads = get(all, "separate-memory-threads");
        assertGreetings(softly, threads).containsSubsequence("Done!", "10").hasSize(13);
        softly.assertThat(threads.lines().get(12)).matches("\\[\\d+(, \\d+){9}\\]");
    }

    private static ListAssert<String> assertGreetings(SoftAssertions softly, Ran ran) {
        return softly.assertThat(ran.lines())
                .contains(IntStream.range(0, 10)
                        .mapToObj(i -> "[" + i + "] Hello!")
                        .toArray(String[]::new));
    }

    private static Ran get(Map<String, Ran> all, String name) {
        return Objects.requireNonNull(all.get(name), name);
    }

    private static Map<String, Ran> split(String output) {
        Map<String, Ran> all = new LinkedHashMap<>();
        Ran current = new Ran(new ArrayList<>(), new ArrayList<>());
        for (String line : output.lines().toList()) {
            Matcher begin = BEGIN.matcher(line);
            if (begin.matches()) {
                current = new Ran(new ArrayList<>(), new ArrayList<>());
                all.put(begin.group(1), current);
            } else if (line.startsWith("EXECUTION ")) {
                break;
            } else if (line.startsWith("  workers ")) {
                PID.matcher(line).results().map(pid -> pid.group(1)).forEach(current.pids()::add);
            } else if (!DECORATION.matcher(line).matches() && !line.contains(" COMPLETED in ")) {
                current.lines().add(line);
            }
        }
        return all;
    }
}
