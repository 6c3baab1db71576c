// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.LogLevel;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/** A record that another process has logged. */
final class ProcessLogRecord extends LogRecord {

    private final String process;

    /** Its exception, as text. */
    private final @Nullable String thrown;

    ProcessLogRecord(Frame.Log log) {
        super(Level.parse(log.level()), text(log));
        this.process = log.process();
        this.thrown = log.thrown();
        setLoggerName(log.logger());
        setInstant(java.time.Instant.ofEpochMilli(log.epochMillis()));
        setSourceClassName(log.logger()); // otherwise the JDK takes it from this process's stack
        setSourceMethodName(null);
    }

    private static String text(Frame.Log log) {
        String message =
                "[" + LogLevel.shown(Level.parse(log.level()).intValue()) + "/" + log.process() + "] " + log.message();
        return log.thrown() == null ? message : message + System.lineSeparator() + log.thrown();
    }

    String process() {
        return process;
    }

    @Nullable
    String thrownText() {
        return thrown;
    }

    /** The message as it was logged. */
    String plainMessage() {
        String message = getMessage();
        int begin = message.indexOf("] ") + 2;
        String end = thrown == null ? "" : System.lineSeparator() + thrown;
        return message.substring(begin, message.length() - end.length());
    }
}
