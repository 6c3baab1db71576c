// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/**
 * An exception of another process, as text: a class may be unknown here, and a stack trace must survive the trip.
 *
 * @param className class of the exception
 * @param message its message
 * @param stackTrace its stack trace as {@link Throwable#printStackTrace()} prints it, causes included
 */
public record RemoteFailure(String className, @Nullable String message, String stackTrace) {

    private static final int MAX_CHARACTERS = 100_000;

    /** Captures an exception for the trip; cuts a very long one. */
    public static RemoteFailure of(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return new RemoteFailure(failure.getClass().getName(), failure.getMessage(), text.toString())
                .shortened(MAX_CHARACTERS);
    }

    /** The same, with at most about so many characters in the message and in the stack trace, of which beginning and end are kept. */
    public RemoteFailure shortened(int maxCharacters) {
        return new RemoteFailure(
                className, message == null ? null : cut(message, maxCharacters), cut(stackTrace, maxCharacters));
    }

    private static String cut(String text, int max) {
        int cut = text.length() - max;
        return cut <= 0
                ? text
                : text.substring(0, max / 2) + "\n... " + cut + " characters left out ...\n"
                        + text.substring(text.length() - max / 2);
    }

    /** {@code class: message}, or the class alone. */
    public String summary() {
        return message == null ? className : className + ": " + message;
    }

    /** The message, empty if there is none. */
    public String messageOrEmpty() {
        return message == null ? "" : message;
    }

    /**
     * What an exception of this process can have as its cause: it prints the other one's stack trace, and has none of its own.
     *
     * @param process which process that is
     */
    public Exception asCause(String process) {
        return new StackTraceThere("stack trace of " + process + ":\n" + stackTrace.strip());
    }

    private static final class StackTraceThere extends Exception {
        StackTraceThere(String text) {
            super(text, null, false, false);
        }
    }

    static void writeOptional(@Nullable RemoteFailure failure, WireWriter out) {
        out.bool(failure != null);
        if (failure != null) {
            out.string(failure.className).optionalString(failure.message).string(failure.stackTrace);
        }
    }

    static @Nullable RemoteFailure readOptional(WireReader in) {
        return in.bool() ? new RemoteFailure(in.string(), in.optionalString(), in.string()) : null;
    }
}
