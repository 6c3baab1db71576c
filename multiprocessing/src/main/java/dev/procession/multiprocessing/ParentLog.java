// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Hands what a child logs to its parent, record by record. A record is sent before the logging call returns, so that it is not lost
 * when the process is killed next.
 */
final class ParentLog extends Handler {

    private final Link link;
    private final Formatter formatter = new SimpleFormatter();

    /** Keeps a record that the link itself might log from going round. */
    private final ThreadLocal<Boolean> sending = ThreadLocal.withInitial(() -> false);

    private ParentLog(Link link) {
        this.link = link;
    }

    /** From now on the parent has what would go to the console. */
    static void install(Link link) {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            if (handler instanceof ConsoleHandler) {
                root.removeHandler(handler);
            }
        }
        root.addHandler(new ParentLog(link));
    }

    @Override
    public void publish(LogRecord record) {
        if (!isLoggable(record) || sending.get()) {
            return;
        }
        sending.set(true);
        try {
            link.send(frame(record));
        } catch (IOException e) {
            // the parent is gone, and this process goes with it
        } finally {
            sending.set(false);
        }
    }

    private Frame.Log frame(LogRecord record) {
        String logger = record.getLoggerName() == null ? "" : record.getLoggerName();
        if (record instanceof ProcessLogRecord ofChild) {
            return new Frame.Log(
                    ofChild.process(),
                    Integer.toString(record.getLevel().intValue()),
                    logger,
                    record.getInstant().toEpochMilli(),
                    ofChild.plainMessage(),
                    ofChild.thrownText());
        }
        return new Frame.Log(
                ThisProcess.self().name(),
                Integer.toString(record.getLevel().intValue()),
                logger,
                record.getInstant().toEpochMilli(),
                String.valueOf(formatter.formatMessage(record)),
                text(record.getThrown()));
    }

    static @Nullable String text(@Nullable Throwable thrown) {
        if (thrown == null) {
            return null;
        }
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString().stripTrailing();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
