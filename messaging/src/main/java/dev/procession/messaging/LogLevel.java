// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import java.util.logging.Level;

/** How levels of log records are shown, wherever a record comes from: as SLF4J and Python name them. */
public final class LogLevel {

    private LogLevel() {}

    /** The name for a {@link Level#intValue()}. */
    public static String shown(int level) {
        if (level >= Level.SEVERE.intValue()) {
            return "ERROR";
        } else if (level >= Level.WARNING.intValue()) {
            return "WARNING";
        } else if (level >= Level.INFO.intValue()) {
            return "INFO";
        }
        return level >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
    }

    /** The level of java.util.logging that does what this one does. */
    public static Level of(System.Logger.Level level) {
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
}
