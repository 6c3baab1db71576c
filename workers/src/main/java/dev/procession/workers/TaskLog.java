// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.TaskOutput;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/** Gives the records that user code logs in a task to the task's printer. */
public final class TaskLog extends Handler {

    private static final String OWN = "dev.procession.";
    private static final String OWN_JOBS = OWN + "batchjobs.";

    /** More would not fit into a message; the log of the process has it. */
    private static final int LONGEST_TEXT = 64 * 1024;

    /** What our libraries log concerns the process, not the task, and stays in its log. */
    private static final List<String> LIBRARIES = List.of(
            "org.jberet",
            "org.jboss.",
            "org.apache.activemq.",
            "org.apache.artemis.",
            "io.netty.",
            "io.smallrye.",
            "com.zaxxer.hikari",
            "org.flywaydb.",
            "org.h2.",
            "org.postgresql.",
            "jdk.",
            "sun.",
            "java.",
            "javax.");

    private final Formatter formatter = new SimpleFormatter();

    TaskLog() {
        setLevel(Level.ALL); // the loggers decide
    }

    /** Whether a logger of this name is user code's, rather than Procession's or one of its libraries'. */
    public static boolean isOfUserCode(@Nullable String logger) {
        if (logger == null) {
            return true;
        }
        return logger.startsWith(OWN)
                ? logger.startsWith(OWN_JOBS)
                : LIBRARIES.stream().noneMatch(logger::startsWith);
    }

    @Override
    public void publish(LogRecord logged) {
        TaskPrinter printer = StandardStreams.printer();
        if (printer != null && isLoggable(logged) && isOfUserCode(logged.getLoggerName())) {
            printer.log(new TaskOutput.Logged(
                    logged.getLevel().intValue(),
                    logged.getLoggerName() == null ? "" : logged.getLoggerName(),
                    logged.getInstant(),
                    cut(String.valueOf(formatter.formatMessage(logged))),
                    text(logged.getThrown())));
        }
    }

    private static @Nullable String text(@Nullable Throwable thrown) {
        if (thrown == null) {
            return null;
        }
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return cut(text.toString().stripTrailing());
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "...";
    }

    @Override
    public void flush() {
        // A record is given away at once.
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
