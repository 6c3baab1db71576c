// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.multiprocessing.Leftovers;
import dev.procession.multiprocessing.Output;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
@Tag("full")
class ProcessExamplesIT {

    @AfterEach
    void nothingIsLeft() {
        Leftovers.assertNone();
    }

    private interface Program {
        void run(String... args) throws Exception;
    }

    private static List<String> run(Program program, String... args) throws Exception {
        try (Output output = new Output()) {
            program.run(args);
            assertThat(output.errors()).isEmpty();
            return output.lines();
        }
    }

    @Test
    void randomNumbers() throws Exception {
        assertThat(run(RandomNumbers::main))
                .hasSize(4)
                .doesNotHaveDuplicates()
                .allSatisfy(line -> assertThat(Double.parseDouble(line)).isBetween(0.0, 1.0));
    }

    @Test
    void randomQueue() throws Exception {
        assertThat(run(RandomQueue::main))
                .singleElement()
                .asString()
                .matches("\\[0\\.\\d+(E-\\d+)?(, \\d\\.\\d+(E-\\d+)?){3}]");
    }

    @Test
    void stockService() throws Exception {
        assertThat(run(StockService::main)).containsExactly("apples: 10, service 'stock'");
    }

    @Test
    void helloWorld() throws Exception {
        assertThat(run(HelloWorld::main)).containsExactly("hello world");
    }

    @Test
    void helloArgs() throws Exception {
        assertThat(run(HelloArgs::main)).containsExactlyInAnyOrder("Hello Bob", "Hello Alice", "Hello Eve");
    }

    @Test
    void greetingKwargs() throws Exception {
        assertThat(run(GreetingKwargs::main, "Alice")).containsExactly("Hello, Alice");
    }

    @Test
    void squares() throws Exception {
        assertThat(run(Squares::main))
                .containsExactly("1 squares to 1", "2 squares to 4", "3 squares to 9", "4 squares to 16");
    }

    @Test
    void squaresAndEvens() throws Exception {
        assertThat(run(SquaresAndEvens::main))
                .hasSize(7)
                .containsSubsequence("1 squares to 1", "2 squares to 4", "5 squares to 25")
                .containsSubsequence("2 is even", "4 is even");
    }

    @Test
    void poolGreetings() throws Exception {
        assertThat(run(PoolGreetings::main)).containsExactly("[Hello Bob, Hello Alice, Hello Eve]");
    }

    @Test
    void poolSquares() throws Exception {
        assertThat(run(PoolSquares::main)).containsExactly("[1, 4, 9, 16, 25]");
    }

    @Test
    void poolDouble() throws Exception {
        assertThat(run(PoolDouble::main)).containsExactly("Result: 10", "Result: 4", "Result: 2", "Result: 6");
    }

    @Test
    void fiveWorkers() throws Exception {
        List<String> lines = run(FiveWorkers::main);
        assertThat(lines)
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 5)
                        .boxed()
                        .flatMap(i -> List.of("Worker " + i + " started", "Worker " + i + " finished").stream())
                        .toList());
    }

    @Test
    void queueDrain() throws Exception {
        assertThat(run(QueueDrain::main)).containsExactly("red", "7", "true");
    }

    @Test
    void evensQueue() throws Exception {
        assertThat(run(EvensQueue::main)).containsExactly("2", "4", "6");
    }

    @Test
    void pipeSend() throws Exception {
        assertThat(run(PipeSend::main)).containsExactly("[Sending something into the pipe !!!!!!!!]");
    }

    @Test
    void pipeHello() throws Exception {
        assertThat(run(PipeHello::main)).containsExactly("hello world", "hello world");
    }

    @Test
    void pipeEcho() throws Exception {
        assertThat(run(PipeEcho::main))
                .containsExactly(
                        "Worker received message: hello",
                        "Parent received response: Processed: hello",
                        "Worker received message: world",
                        "Parent received response: Processed: world",
                        "Worker closing");
    }

    @Test
    void lockPrint() throws Exception {
        List<String> lines = run(LockPrint::main);
        assertThat(lines).hasSize(8);
        for (int i = 0; i < 4; i++) {
            assertThat(lines).containsSequence("Worker " + i + " has the lock", "Worker " + i + " gives it back");
        }
    }

    @Test
    void lockCounter() throws Exception {
        List<String> lines = run(LockCounter::main);
        assertThat(lines).hasSize(40);
        for (int n = 1; n <= 20; n++) {
            String accessing = lines.get(2 * n - 2);
            assertThat(accessing).matches("Worker [01] is accessing the resource");
            assertThat(lines.get(2 * n - 1))
                    .isEqualTo(accessing.replace("is accessing the resource", "has updated the resource to " + n));
        }
    }

    @Test
    void queueWorkers() throws Exception {
        List<String> lines = run(QueueWorkers::main, "200");
        assertThat(lines)
                .hasSize(5)
                .contains("Worker 0 closing", "Worker 1 closing", "Worker 2 closing")
                .anyMatch(line -> line.matches("Processed by worker [012]: hello"))
                .anyMatch(line -> line.matches("Processed by worker [012]: world"));
    }

    @Test
    void pidQueue() throws Exception {
        List<String> lines = run(PidQueue::main);
        assertThat(lines).hasSize(13);
        assertThat(lines.subList(0, 10)).containsExactlyInAnyOrderElementsOf(greetings());
        assertThat(lines.subList(10, 12)).containsExactly("Done!", "10");
        assertThat(lines.get(12).split(",")).hasSize(10).doesNotHaveDuplicates();
    }

    private static List<String> greetings() {
        return IntStream.range(0, 10).mapToObj(i -> "[" + i + "] Hello!").toList();
    }

    @Test
    void futures() throws Exception {
        List<String> lines = run(FuturesExample::main);
        assertThat(lines.stream().filter(line -> line.endsWith("starting"))).hasSize(4);
        assertThat(lines.stream().filter(line -> line.endsWith("finished"))) // in the order in which JVMs were ready
                .containsExactlyInAnyOrder(
                        "worker_function(1) finished",
                        "worker_function(2) finished",
                        "worker_function(3) finished",
                        "worker_function(5) finished");
        assertThat(lines.subList(8, 12)).containsExactly("Result: 5", "Result: 2", "Result: 1", "Result: 3");
    }

    @Test
    void logging() throws Exception {
        try (Output output = new Output()) {
            Logging.main(new String[0]);
            assertThat(output.errors().lines())
                    .contains(
                            "[INFO/MainProcess] starting a process",
                            "[INFO/Process-1] doing some work",
                            "[INFO/MainProcess] it has ended")
                    .anyMatch(line -> line.matches("\\[INFO/Process-1] process \\d+ begins"))
                    .anyMatch(line -> line.matches("\\[INFO/Process-1] process \\d+ ends with exit code 0"))
                    .noneMatch(line -> line.contains("not shown"));
        }
    }

    @Test
    void helloTen_joined() throws Exception {
        List<String> lines = run(HelloTen::main, "join");
        assertThat(lines).hasSize(11).endsWith("Done!");
        assertThat(lines.subList(0, 10)).containsExactlyInAnyOrderElementsOf(greetings());
    }

    @Test
    void helloTen_notJoined() throws Exception {
        List<String> lines = run(HelloTen::main);
        assertThat(lines).hasSize(11).contains("Done!");
        assertThat(lines.get(10)).isNotEqualTo("Done!");
    }

    @Test
    void separateMemory() throws Exception {
        assertThat(run(SeparateMemory::main)).containsExactly("Done!", "0", "[]");
        List<String> threads = run(SeparateMemory::main, "threads");
        assertThat(threads).hasSize(3).startsWith("Done!", "10");
        assertThat(threads.get(2).split(",")).hasSize(10).doesNotHaveDuplicates();
    }
}
