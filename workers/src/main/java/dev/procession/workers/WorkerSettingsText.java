// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.ConnectionSettings;
import dev.procession.messaging.Credentials;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The form in which a worker gets its settings from its parent on standard input: properties, then an empty line. Not on the
 * command line or in the environment, where other users of the machine could read the password.
 */
final class WorkerSettingsText {

    private static final String NAME = "name";
    private static final String URI = "broker.uri";
    private static final String USER = "broker.user";
    private static final String PASSWORD = "broker.password";
    private static final String TIME_TO_LIVE = "connection.time-to-live-millis";
    private static final String CALL_TIMEOUT = "connection.call-timeout-millis";
    private static final String MAX_BYTES = "connection.max-message-bytes";
    private static final String SLOTS = "slots";
    private static final String GRACE = "hand-back-grace-millis";
    private static final String PRESENCE = "presence-interval-millis";

    private WorkerSettingsText() {}

    static void write(WorkerSettings settings, Writer out) throws IOException {
        Properties text = new Properties();
        text.setProperty(NAME, settings.name());
        text.setProperty(URI, settings.broker().uri());
        text.setProperty(USER, settings.broker().credentials().user());
        text.setProperty(PASSWORD, settings.broker().credentials().password());
        text.setProperty(TIME_TO_LIVE, millis(settings.connection().timeToLive()));
        text.setProperty(CALL_TIMEOUT, millis(settings.connection().callTimeout()));
        text.setProperty(MAX_BYTES, Integer.toString(settings.connection().maxMessageBytes()));
        text.setProperty(SLOTS, Integer.toString(settings.slots()));
        text.setProperty(GRACE, millis(settings.handBackGrace()));
        text.setProperty(PRESENCE, millis(settings.presenceInterval()));
        StringWriter lines = new StringWriter();
        text.store(lines, null);
        out.write(lines + "\n"); // properties escape line ends in values, so the first empty line is the end
        out.flush();
    }

    /** Reads up to the empty line; null if the input ends before it. The class path is that of this JVM. */
    static @Nullable WorkerSettings read(BufferedReader in) throws IOException {
        StringBuilder lines = new StringBuilder();
        String line = in.readLine();
        while (line != null && !line.isEmpty()) {
            lines.append(line).append('\n');
            line = in.readLine();
        }
        return line == null ? null : parse(lines.toString());
    }

    private static WorkerSettings parse(String lines) throws IOException {
        Properties text = new Properties();
        text.load(new StringReader(lines));
        return new WorkerSettings(
                value(text, NAME),
                new BrokerEndpoint(value(text, URI), new Credentials(value(text, USER), value(text, PASSWORD))),
                new ConnectionSettings(
                        duration(text, TIME_TO_LIVE), duration(text, CALL_TIMEOUT), number(text, MAX_BYTES)),
                number(text, SLOTS),
                duration(text, GRACE),
                duration(text, PRESENCE),
                WorkerClassPath.ofThisJvm());
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }

    private static Duration duration(Properties text, String key) {
        return Duration.ofMillis(number(text, key));
    }

    private static int number(Properties text, String key) {
        return Integer.parseInt(value(text, key));
    }

    private static String value(Properties text, String key) {
        String value = text.getProperty(key);
        if (value == null) {
            throw new IllegalArgumentException("the worker's settings on standard input lack '" + key + "'");
        }
        return value;
    }
}
