// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.messaging.LogLevel;
import dev.procession.runtime.PartitionLogRecord;
import dev.procession.workers.TaskLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Where log records go: everything from INFO into a file, and what people have to know to the screen: what the code of a job logs, as {@code
 * [LEVEL/process-name] message}, and of Procession's own what is a WARNING, in one line. Its stack traces are for the file: most failures of a job are its
 * author's, who gets them in one clear error.
 */
final class Logging {

    private static final String OWN = "dev.procession.";
    private static final Logger LOG = Logger.getLogger(Logging.class.getName());
    private static final long LARGE = 10L * 1024 * 1024;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

    private Logging() {}

    /**
     * Only the screen: for commands that look, and for what runs before the state directory is known to be usable.
     *
     * @param level from which level on Procession's own records are shown
     * @param process what this process is called beside the records of a job's code
     */
    static void toScreen(Screen screen, Level level, String process) {
        LogManager.getLogManager().reset();
        root().addHandler(new ScreenHandler(screen::error, level, process));
        root().setLevel(Level.INFO);
    }

    /**
     * A file besides.
     *
     * @return whether the file can be written
     */
    static boolean toFile(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            if (Files.exists(file) && Files.size(file) > LARGE) {
                String name = String.valueOf(file.getFileName()).replace(".log", ".previous.log");
                Files.move(file, file.resolveSibling(name), StandardCopyOption.REPLACE_EXISTING);
            }
            root().addHandler(new FileHandler(
                    file, Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)));
            return true;
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private static Logger root() {
        return Logger.getLogger("");
    }

    private static final class ScreenHandler extends Handler {
        private final Consumer<String> lines;
        private final String process;

        ScreenHandler(Consumer<String> lines, Level level, String process) {
            this.lines = lines;
            this.process = process;
            setLevel(level);
            setFormatter(new SimpleFormatter());
        }

        @Override
        public void publish(LogRecord logRecord) {
            if (logRecord instanceof PartitionLogRecord) {
                lines.accept(logRecord.getMessage());
            } else if (TaskLog.isOfUserCode(logRecord.getLoggerName())) {
                lines.accept(ofUserCode(logRecord));
            } else if (isLoggable(logRecord) && logRecord.getLoggerName().startsWith(OWN)) {
                lines.accept("procession: " + getFormatter().formatMessage(logRecord));
            }
        }

        private String ofUserCode(LogRecord logRecord) {
            StringWriter text = new StringWriter();
            PrintWriter out = new PrintWriter(text);
            out.print("[" + LogLevel.shown(logRecord.getLevel().intValue()) + "/" + process + "] "
                    + getFormatter().formatMessage(logRecord));
            if (logRecord.getThrown() != null) {
                out.println();
                logRecord.getThrown().printStackTrace(out);
            }
            return text.toString().stripTrailing();
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private static final class FileHandler extends Handler {
        private final Path path;
        private final Writer file;
        private boolean failed;

        FileHandler(Path path, Writer file) {
            this.path = path;
            this.file = file;
            setFormatter(new Full());
        }

        @Override
        public synchronized void publish(LogRecord logRecord) {
            try {
                file.write(getFormatter().format(logRecord));
                file.flush();
            } catch (IOException e) {
                complainOnce(e);
            }
        }

        @Override
        public void flush() {
            // Each record is flushed.
        }

        @Override
        public synchronized void close() {
            try {
                file.close();
            } catch (IOException e) {
                complainOnce(e);
            }
        }

        /** Through the other handlers. A disk that is full concerns many records, and one line of the screen. */
        private void complainOnce(IOException failure) {
            if (!failed) {
                failed = true;
                LOG.log(Level.WARNING, "the log file {0} cannot be written ({1})", new Object[] {
                    path, failure.getMessage()
                });
            }
        }
    }

    /** {@code time LEVEL [thread, or partition and worker] logger: message}, and the stack trace. */
    private static final class Full extends Formatter {
        @Override
        public String format(LogRecord logRecord) {
            StringWriter text = new StringWriter();
            PrintWriter lines = new PrintWriter(text);
            lines.printf(
                    "%s %-7s [%s] %s: %s%n",
                    TIME.format(Instant.ofEpochMilli(logRecord.getMillis())),
                    logRecord.getLevel(),
                    logRecord instanceof PartitionLogRecord ofPartition
                            ? ofPartition.partition() + " " + ofPartition.worker()
                            : Thread.currentThread().getName(),
                    logRecord.getLoggerName(),
                    logRecord instanceof PartitionLogRecord ? logRecord.getMessage() : formatMessage(logRecord));
            if (logRecord.getThrown() != null) {
                logRecord.getThrown().printStackTrace(lines);
            }
            return text.toString();
        }
    }
}
