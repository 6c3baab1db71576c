// SPDX-License-Identifier: Apache-2.0
package dev.procession.broker;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps Artemis to warnings where {@code java.util.logging} is the back end and nobody has set a level: its default, INFO, turns
 * on an audit record of each message.
 */
final class QuietLogging {

    /** Held, because java.util.logging forgets the level of a logger that nobody holds. */
    private static final Logger ARTEMIS = Logger.getLogger("org.apache.activemq");

    private QuietLogging() {}

    static void apply() {
        if (ARTEMIS.getLevel() == null) {
            ARTEMIS.setLevel(Level.WARNING);
        }
    }
}
