// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.messaging.TaskOutput;
import dev.procession.messaging.TaskOutput.Line;
import dev.procession.messaging.WorkerIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PrintedLinesTest {

    private static final Duration SOON = Duration.ofMillis(1);

    private final PrintedLines lines = new PrintedLines(new WorkerIdentity("w", "host", 1));

    private void add(String task, String text) {
        lines.add("repo", task, "job of " + task, new Line(false, text));
    }

    private PrintedLines.Batch take() throws InterruptedException {
        return Objects.requireNonNull(lines.take(SOON));
    }

    private static List<String> texts(PrintedLines.Batch batch) {
        return texts(batch.output());
    }

    private static List<String> texts(TaskOutput output) {
        return output.entries().stream().map(Line.class::cast).map(Line::text).toList();
    }

    @Test
    void take_severalTasks_oneATimeInOrder() throws InterruptedException {
        add("a", "1");
        add("a", "2");
        add("b", "3");
        add("a", "4");
        TaskOutput first = take().output();
        assertThat(first.task()).isEqualTo("a");
        assertThat(first.repository()).isEqualTo("repo");
        assertThat(first.description()).isEqualTo("job of a");
        assertThat(texts(first)).containsExactly("1", "2");
        assertThat(texts(take())).containsExactly("3");
        assertThat(texts(take())).containsExactly("4");
        assertThat(lines.take(SOON)).isNull();
    }

    @Test
    void unsent_comesAgainBeforeWhatFollowed() throws InterruptedException {
        add("a", "1");
        PrintedLines.Batch batch = take();
        add("a", "2");
        lines.unsent(batch);
        assertThat(texts(take())).containsExactly("1", "2");
    }

    @Test
    void take_largeLines_fillMessagesNotMuchBeyondTheirSize() throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            add("a", "x".repeat(30_000));
        }
        assertThat(texts(take())).hasSize(3);
        assertThat(texts(take())).hasSize(2);
    }

    @Test
    void add_nobodyTakes_dropsTheOldestAndSaysHowMany() throws InterruptedException {
        String megabyte = "x".repeat(1024 * 1024 - 1);
        for (int i = 0; i < 4; i++) {
            add("a", megabyte);
        }
        add("b", "y".repeat(100));
        PrintedLines.Batch batch = take();
        assertThat(texts(batch).get(0)).contains("1 lines are missing here", "w@host:1");
        assertThat(texts(batch)).hasSize(2);
        lines.sent(batch);
    }

    @Test
    void flush_allIsSent_returns() throws InterruptedException {
        add("a", "1");
        Thread sender = new Thread(() -> {
            try {
                lines.sent(take());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        sender.start();
        long begin = System.nanoTime();
        lines.flush(Duration.ofSeconds(60));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
        sender.join();
        lines.flush(Duration.ofSeconds(60));
    }
}
