// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.messaging.LogLevel;
import jakarta.batch.runtime.context.JobContext;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What a job wants logged: {@code procession.log.level} for the loggers that are injected into its artifacts, {@code procession.log.level.NAME} for the
 * logger of that name.
 */
final class JobLogLevels {

    static final String PROPERTY = "procession.log.level";
    private static final String OF_LOGGER = PROPERTY + ".";

    /** The JDK forgets loggers that nobody holds, and their levels with them. */
    private static final Set<Logger> HELD = ConcurrentHashMap.newKeySet();

    private JobLogLevels() {}

    /** For the injected loggers. */
    static System.Logger.Level ofInjected(@Nullable JobContext job) {
        String wanted = job == null ? null : job.getProperties().getProperty(PROPERTY);
        return wanted == null || wanted.isBlank() ? System.Logger.Level.INFO : parse(PROPERTY, wanted);
    }

    /** From now on the loggers that the job names log so in this process. */
    static void apply(@Nullable JobContext job) {
        Properties properties = job == null ? new Properties() : job.getProperties();
        for (String property : properties.stringPropertyNames()) {
            String wanted = properties.getProperty(property);
            if (property.startsWith(OF_LOGGER) && !wanted.isBlank()) {
                Logger logger = Logger.getLogger(property.substring(OF_LOGGER.length()));
                HELD.add(logger);
                logger.setLevel(LogLevel.of(parse(property, wanted)));
            }
        }
    }

    private static System.Logger.Level parse(String property, String wanted) {
        try {
            return System.Logger.Level.valueOf(wanted.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the job property " + property + " is '" + wanted + "'; it must be one of "
                            + List.of(System.Logger.Level.values()),
                    e);
        }
    }
}
