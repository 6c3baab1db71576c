// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.runtime.artifacts.Gate;
import dev.procession.runtime.artifacts.Trace;
import dev.procession.runtime.repository.AttemptView;
import dev.procession.runtime.repository.ExecutionView;
import dev.procession.runtime.repository.PartitionView;
import dev.procession.runtime.repository.StepView;
import jakarta.batch.operations.JobExecutionNotRunningException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A job execution that a test started, as the repository and the trace of its artifacts show it. */
final class JobRun {

    private final CoordinatorFixture fixture;
    private final long executionId;
    private final Path directory;

    JobRun(CoordinatorFixture fixture, long executionId, Path directory) {
        this.fixture = fixture;
        this.executionId = executionId;
        this.directory = directory;
    }

    long executionId() {
        return executionId;
    }

    Path directory() {
        return directory;
    }

    /** Waits for the end. */
    ExecutionView await() {
        try {
            assertThat(fixture.coordinator().awaitEnd(executionId, CoordinatorFixture.DEADLINE))
                    .as("job execution %s ended in time", executionId)
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return view();
    }

    /** What the repository knows now. */
    ExecutionView view() {
        return fixture.coordinator().queries().execution(executionId).orElseThrow();
    }

    StepView step(String name) {
        return view().steps().stream()
                .filter(step -> step.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    PartitionView partition(String step, int number) {
        return step(step).partitions().get(number);
    }

    /** All attempts of a step, partition by partition. */
    List<AttemptView> attempts(String step) {
        return step(step).partitions().stream()
                .flatMap(partition -> partition.attempts().stream())
                .toList();
    }

    /** What the artifacts said, this text first in the line, without it. */
    List<String> said(String beginning) {
        return lines(beginning).stream()
                .map(line -> line.text().substring(beginning.length()).strip())
                .toList();
    }

    /** The processes that said something that begins so, in order. */
    List<Long> pids(String beginning) {
        return lines(beginning).stream().map(Trace.Line::pid).toList();
    }

    /** The numbers in the lists that were said after this, sorted. */
    List<Integer> numbers(String beginning) {
        return numbers(said(beginning).stream());
    }

    static List<Integer> numbers(Stream<String> lists) {
        return lists.map(text -> text.substring(text.indexOf('[') + 1, text.indexOf(']')))
                .flatMap(text -> Stream.of(text.split(", ", -1)))
                .map(Integer::valueOf)
                .sorted()
                .toList();
    }

    List<Trace.Line> lines(String beginning) {
        Predicate<Trace.Line> begins = line -> line.text().startsWith(beginning);
        return Trace.lines(directory).stream().filter(begins).toList();
    }

    /** Waits until so many artifacts have said something that begins so. */
    List<Trace.Line> awaitSaid(int count, String beginning) {
        return Awaitility.await(beginning)
                .atMost(CoordinatorFixture.DEADLINE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> lines(beginning), lines -> lines.size() >= count);
    }

    /** Waits until the repository shows it. */
    void awaitView(Predicate<ExecutionView> shown) {
        Awaitility.await()
                .atMost(CoordinatorFixture.DEADLINE)
                .pollInterval(Duration.ofMillis(10))
                .ignoreExceptions() // of a look at what is not there yet
                .until(() -> shown.test(view()));
    }

    /** Lets the artifacts that wait for this gate go on. */
    JobRun open(String gate) throws IOException {
        Files.createFile(directory.resolve(gate));
        return this;
    }

    /** Lets it end, whatever it waits for. */
    void giveUp() {
        try {
            stop();
        } catch (JobExecutionNotRunningException e) {
            // it has ended
        }
        try {
            open(Gate.ALL);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void stop() {
        fixture.coordinator().jobOperator().stop(executionId);
    }

    /** Restarts it with the same directory and with these parameters changed. */
    JobRun restart(String... namesAndValues) {
        Properties changed = new Properties();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            changed.setProperty(namesAndValues[i], namesAndValues[i + 1]);
        }
        return fixture.started(fixture.coordinator().jobOperator().restart(executionId, changed), directory);
    }
}
