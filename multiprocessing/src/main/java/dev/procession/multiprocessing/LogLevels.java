// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.WireReader;
import dev.procession.messaging.WireWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What the processes of a program log.
 *
 * @param levels of java.util.logging, by logger; "" for all that are not named
 * @param lifecycle whether processes log that they begin and end
 */
record LogLevels(Map<String, String> levels, boolean lifecycle) {

    static final LogLevels UNCHANGED = new LogLevels(Map.of(), false);

    /** The JDK forgets loggers that nobody holds, and their levels with them. */
    private static final Set<Logger> HELD = ConcurrentHashMap.newKeySet();

    LogLevels with(String logger, System.Logger.Level level) {
        Map<String, String> more = new HashMap<>(levels);
        more.put(logger, level(level).getName());
        return new LogLevels(Map.copyOf(more), lifecycle);
    }

    LogLevels withLifecycle() {
        return new LogLevels(levels, true);
    }

    void apply() {
        levels.forEach((name, level) -> {
            Logger logger = Logger.getLogger(name);
            HELD.add(logger);
            logger.setLevel(Level.parse(level));
        });
    }

    private static Level level(System.Logger.Level level) {
        return switch (level) {
            case ALL -> Level.ALL;
            case TRACE -> Level.FINER;
            case DEBUG -> Level.FINE;
            case INFO -> Level.INFO;
            case WARNING -> Level.WARNING;
            case ERROR -> Level.SEVERE;
            case OFF -> Level.OFF;
        };
    }

    /** As it is shown: as SLF4J and Python name it. */
    static String shown(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "ERROR";
        } else if (level.intValue() >= Level.WARNING.intValue()) {
            return "WARNING";
        } else if (level.intValue() >= Level.INFO.intValue()) {
            return "INFO";
        }
        return level.intValue() >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
    }

    void write(WireWriter out) {
        out.strings(levels).bool(lifecycle);
    }

    static LogLevels read(WireReader in) {
        return new LogLevels(in.strings(), in.bool());
    }
}
