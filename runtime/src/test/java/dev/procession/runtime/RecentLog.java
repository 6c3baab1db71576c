// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Keeps what this JVM logs instead of printing it: tests of failures log a lot that is of interest only when one of them fails. */
final class RecentLog extends Handler {

    private static final int RECORDS = 300;

    private final Deque<String> records = new ArrayDeque<>();

    static RecentLog install() {
        RecentLog log = new RecentLog();
        Logger root = LogManager.getLogManager().getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        log.setFormatter(new SimpleFormatter());
        root.addHandler(log);
        return log;
    }

    void remove() {
        LogManager.getLogManager().getLogger("").removeHandler(this);
    }

    @Override
    public synchronized void publish(LogRecord entry) {
        if (records.size() == RECORDS) {
            records.removeFirst();
        }
        records.add(getFormatter().format(entry));
    }

    synchronized List<String> records() {
        return List.copyOf(records);
    }

    synchronized void clear() {
        records.clear();
    }

    @Override
    public void flush() {
        // nothing is kept back
    }

    @Override
    public void close() {
        // nothing is open
    }
}
