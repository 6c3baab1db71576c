// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.messaging.TaskOutput;
import dev.procession.messaging.TaskOutput.Line;
import dev.procession.messaging.TaskOutput.Logged;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskLogTest {

    private final List<TaskOutput.Entry> said = new ArrayList<>();
    private final TaskPrinter printer = new TaskPrinter(said::add);
    private final TaskLog log = new TaskLog();

    @AfterEach
    void endTask() {
        StandardStreams.printTo(null);
    }

    private static LogRecord entry(String logger, String message, Object... parameters) {
        LogRecord logged = new LogRecord(Level.FINE, message);
        logged.setLoggerName(logger);
        logged.setParameters(parameters);
        return logged;
    }

    @Test
    void publish_inATask_comesWhereItWasLoggedAmongThePrintedLines() {
        StandardStreams.printTo(printer);
        byte[] line = "before\n".getBytes(StandardCharsets.UTF_8);
        printer.print(false, line, 0, line.length);
        LogRecord logged = entry("org.acme", "{0} of {1}", 1, 2);
        logged.setThrown(new IllegalStateException("broken"));
        log.publish(logged);
        assertThat(said).hasSize(2).first().isEqualTo(new Line(false, "before"));
        assertThat(said.get(1)).isInstanceOfSatisfying(Logged.class, one -> {
            assertThat(one.level()).isEqualTo(Level.FINE.intValue());
            assertThat(one.logger()).isEqualTo("org.acme");
            assertThat(one.time()).isEqualTo(logged.getInstant());
            assertThat(one.message()).isEqualTo("1 of 2");
            assertThat(one.thrown()).contains("IllegalStateException: broken", "TaskLogTest");
        });
    }

    @Test
    void publish_outsideOfATaskOrAfterItsEnd_isForTheProcessAlone() {
        log.publish(entry("org.acme", "no task"));
        StandardStreams.printTo(printer);
        printer.close();
        log.publish(entry("org.acme", "a thread that the task left behind"));
        assertThat(said).isEmpty();
    }

    @Test
    void publish_ofOurselvesAndOfLibraries_isForTheProcessAlone() {
        StandardStreams.printTo(printer);
        log.publish(entry("dev.procession.workers.Slot", "x"));
        log.publish(entry("org.jberet", "x"));
        log.publish(entry("org.apache.activemq.artemis.core.client", "x"));
        assertThat(said).isEmpty();
        log.publish(entry("dev.procession.batchjobs.flights.DelayReport", "a job that ships"));
        log.publish(entry(null, "no name"));
        assertThat(said).hasSize(2);
    }

    @Test
    void publish_longerThanAMessageCanBe_isCut() {
        StandardStreams.printTo(printer);
        log.publish(entry("org.acme", "x".repeat(20_000_000)));
        assertThat(said)
                .singleElement()
                .satisfies(one -> assertThat(one.chars()).isLessThan(100_000));
    }
}
