// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.LogLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/** Prints what all processes log, as {@code [LEVEL/process-name] message}, in place of what the console would show. */
final class StderrLog extends Handler {

    private final Formatter formatter = new SimpleFormatter();
    private final List<Handler> replaced = new ArrayList<>();

    private StderrLog() {
        super.setLevel(Level.ALL); // the loggers decide
    }

    static StderrLog install() {
        StderrLog log = new StderrLog();
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            if (handler instanceof ConsoleHandler) {
                root.removeHandler(handler);
                log.replaced.add(handler);
            }
        }
        root.addHandler(log);
        return log;
    }

    @Override
    public void publish(LogRecord record) {
        if (isLoggable(record)) {
            // One call: lines of several threads do not mix.
            ThisProcess.err().print(line(record) + System.lineSeparator());
        }
    }

    private String line(LogRecord record) {
        if (record instanceof ProcessLogRecord ofChild) {
            return ofChild.getMessage();
        }
        String text = "[" + LogLevel.shown(record.getLevel().intValue()) + "/"
                + ThisProcess.self().name() + "] " + formatter.formatMessage(record);
        @Nullable String thrown = ParentLog.text(record.getThrown());
        return thrown == null ? text : text + System.lineSeparator() + thrown;
    }

    @Override
    public void flush() {
        ThisProcess.err().flush();
    }

    /** The console shows again what it did. */
    @Override
    public void close() {
        Logger root = Logger.getLogger("");
        root.removeHandler(this);
        replaced.forEach(root::addHandler);
        replaced.clear();
    }
}
