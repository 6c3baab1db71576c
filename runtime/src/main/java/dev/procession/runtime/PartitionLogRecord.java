// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.messaging.LogLevel;
import dev.procession.messaging.TaskOutput;
import dev.procession.messaging.TaskOutput.Logged;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * What a partition has logged in its worker, as a record of the logger of the same name in the coordinator. Its message is {@code
 * [LEVEL/Process-N] message}, where Process-1 runs partition 0, and the stack trace of an exception, if there was one.
 */
public final class PartitionLogRecord extends LogRecord {

    private static final long serialVersionUID = 1L;

    private final String partition;
    private final String worker;

    PartitionLogRecord(TaskOutput output, Logged logged) {
        super(level(logged.level()), text(output, logged));
        this.partition = output.description();
        this.worker = output.worker().text();
        setLoggerName(logged.logger());
        setInstant(logged.time());
        setSourceClassName(logged.logger()); // otherwise the JDK takes it from this process's stack
        setSourceMethodName(null);
    }

    // A number that has no name of its own is parsed to a level of that number.
    private static Level level(int value) {
        return Level.parse(Integer.toString(value));
    }

    private static String text(TaskOutput output, Logged logged) {
        String message = "[" + LogLevel.shown(logged.level()) + "/" + process(output) + "] " + logged.message();
        return logged.thrown() == null ? message : message + System.lineSeparator() + logged.thrown();
    }

    private static String process(TaskOutput output) {
        String number = output.task().substring(output.task().lastIndexOf(':') + 1);
        return number.isEmpty() ? output.worker().name() : "Process-" + (Integer.parseInt(number) + 1);
    }

    /** Job, execution, step and partition, {@code JOB/EXECUTION STEP[PARTITION]}; empty if it was logged before that was known. */
    public String partition() {
        return partition;
    }

    /** The worker in whose process it was logged, {@code NAME@HOST:PID}. */
    public String worker() {
        return worker;
    }
}
