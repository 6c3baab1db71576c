// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.LogLevel;
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
        more.put(logger, LogLevel.of(level).getName());
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

    void write(WireWriter out) {
        out.strings(levels).bool(lifecycle);
    }

    static LogLevels read(WireReader in) {
        return new LogLevels(in.strings(), in.bool());
    }
}
